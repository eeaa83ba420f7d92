/* A Lua module with one function, round_trip(way). */
#include <lauxlib.h>
#include <lua.h>

#include "registry.h"

static int call(lua_State *state) {
  lua_pushinteger(state, round_trip((enum way)luaL_checkinteger(state, 1)));
  return 1;
}

int luaopen_counted(lua_State *state) {
  static const luaL_Reg functions[] = {{"round_trip", call}, {NULL, NULL}};
  luaL_newlib(state, functions);
  return 1;
}
