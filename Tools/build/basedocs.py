"""Write the docstrings and signatures of functions that the base has in Python.

    python -I -S -B basedocs.py DIR MODULE...

Run with the base's interpreter.  A function in Rust that stands in for one of the
base's shows the same help() and inspect.signature(), which differ from version to
version and are the base's, not ours.  DIR/docs/MODULE.FUNCTION is what a function
in C has as ml_doc: the signature, a mark, the docstring, a NUL.  #[pyfunction]
includes the file if the function has a fallback.
"""

import ast
import importlib
import inspect
import os
import sys


def ml_doc(function):
    """Return the ml_doc of a function in C that looks like FUNCTION."""
    signature = inspect.signature(function)
    for parameter in signature.parameters.values():
        # inspect reads the defaults of a function in C as literals.
        if parameter.default is not parameter.empty:
            if ast.literal_eval(repr(parameter.default)) != parameter.default:
                raise ValueError("%s: no literal for the default of %s"
                                 % (function.__name__, parameter.name))
    parameters = str(signature).removeprefix("(").removesuffix(")")
    # The module itself is a parameter of a function in C, which inspect leaves out.
    parameters = "$module, " + parameters if parameters else "$module, /"
    # A C string ends at its first NUL.  The docstrings of 3.14 that have one mean to show it.
    doc = function.__doc__.replace("\0", "\\0")
    return "%s(%s)\n--\n\n%s\0" % (function.__name__, parameters, doc)


def write(path, text):
    """Write a file unless it has that content: what includes it is not built again."""
    content = text.encode()
    try:
        with open(path, "rb") as file:
            if file.read() == content:
                return
    except FileNotFoundError:
        pass
    with open(path, "wb") as file:
        file.write(content)


def main():
    directory = os.path.join(sys.argv[1], "docs")
    os.makedirs(directory, exist_ok=True)
    for module_name in sys.argv[2:]:
        module = importlib.import_module(module_name)
        for name in module.__all__:
            function = getattr(module, name)
            if inspect.isfunction(function):
                write(os.path.join(directory, module_name + "." + name), ml_doc(function))


if __name__ == "__main__":
    main()
