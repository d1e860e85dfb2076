/* The header that cpython-sys-gen reads: all of the base's API, ours, and probes.

   Macros that are constants are not named here: the generator finds them in the
   headers and adds, for each, "static const __typeof__(X) cpysys_X = X;", so that
   Rust gets C's value with C's type. */

#ifndef CPYTHON_SYS_H
#define CPYTHON_SYS_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <datetime.h>
#include <frameobject.h>
#include <marshal.h>
#include <structmember.h>
#include <structseq.h>

#include "cpython_codecs.h"
#include "cpython_rust.h"
#include "cpython_shim.h"

/* Each of these that the C compiler sees becomes a cfg of the same name. */
#ifdef Py_DEBUG
static const int cpysys_cfg_Py_DEBUG = 1;
#endif
#ifdef Py_REF_DEBUG
static const int cpysys_cfg_Py_REF_DEBUG = 1;
#endif
#ifdef Py_TRACE_REFS
static const int cpysys_cfg_Py_TRACE_REFS = 1;
#endif
#ifdef Py_GIL_DISABLED
static const int cpysys_cfg_Py_GIL_DISABLED = 1;
#endif

/* And this one gives Py_3_11, Py_3_12 and so on. */
static const unsigned int cpysys_cfg_version = PY_VERSION_HEX;

#endif /* CPYTHON_SYS_H */
