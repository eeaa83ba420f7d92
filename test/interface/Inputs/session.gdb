set pagination off
set confirm off
set width 0
set debuginfod enabled off
