"""One ClickHouse node from libchdb: python3 node.py LIBRARY ARGUMENT..."""
import ctypes
import sys

library = ctypes.CDLL(sys.argv[1])
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_result_error.restype = ctypes.c_char_p
library.chdb_result_error.argtypes = [ctypes.c_void_p]
arguments = [b"node"] + [argument.encode() for argument in sys.argv[2:]]
result = library.chdb_query_cmdline(len(arguments), (ctypes.c_char_p * len(arguments))(*arguments))
error = library.chdb_result_error(result) if result else b"no result"
if error:
    sys.exit(error.decode())
