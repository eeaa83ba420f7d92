/* A Python module with one function, round_trip(way). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "registry.h"

static PyObject *call(PyObject *self, PyObject *arguments) {
  int way;
  (void)self;
  if (!PyArg_ParseTuple(arguments, "i", &way))
    return NULL;
  return PyLong_FromLong(round_trip((enum way)way));
}

static PyMethodDef methods[] = {{"round_trip", call, METH_VARARGS, ""}, {NULL, NULL, 0, NULL}};
static PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "counted", NULL, -1, methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_counted(void) {
  return PyModule_Create(&module);
}
