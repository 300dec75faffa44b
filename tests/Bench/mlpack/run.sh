#!/bin/sh
# A program for --peer: times train-tiny-adam-16 by mlpack, on one thread. Arguments: threads, a part of the workload's name.
# It is compiled once; where mlpack or a compiler is missing it ends with 77, and the comparison is left out.
set -eu
case train-tiny-adam-16 in *"${2:-}"*) ;; *) exit 77 ;; esac
if [ "${1:-1}" != 1 ]; then
    echo "mlpack is left out: it is timed on one thread (--threads 1)" >&2
    exit 77
fi
here=$(cd "$(dirname "$0")" && pwd)
compiler=${CXX:-c++}
flags="-std=c++17 -O3 -march=native -DNDEBUG ${CXXFLAGS:-}"
if ! command -v "$compiler" > /dev/null || ! echo '#include <mlpack/config.hpp>' | "$compiler" $flags -E -x c++ - > /dev/null 2>&1; then
    echo "mlpack is left out: it is not installed (Debian: apt-get install libmlpack-dev g++)" >&2
    exit 77
fi
built=$here/../obj/mlpack-tiny
if [ ! -x "$built" ] || [ "$here/tiny.cpp" -nt "$built" ]; then
    mkdir -p "$here/../obj"
    "$compiler" $flags "$here/tiny.cpp" -o "$built" ${LDLIBS:--larmadillo}
fi
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 exec "$built"
