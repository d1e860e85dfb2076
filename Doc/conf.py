# Sphinx's settings. `make doc` builds with warnings as errors, and needs no network.

import pathlib
import re

configure_ac = pathlib.Path(__file__).parent.parent / "configure.ac"
project, release = re.search(
    r"AC_INIT\(\[(.*?)\],\s*\[(.*?)\]", configure_ac.read_text(encoding="utf-8")).groups()

# The pages are plain reStructuredText, which is also read as it is.
extensions = []
exclude_patterns = ["_build"]

# Comes with Sphinx.
html_theme = "alabaster"
html_theme_options = {"description": "CPython's modules, written in Rust"}
html_show_sphinx = False
html_show_copyright = False
