"""Do the links from the pages of Sphinx to those of rustdoc lead somewhere?

    python -I -S -B doc_links.py DIR

DIR has both, as html/ and rustdoc/; `make doc` asks when it has made them.
"""

import os
import re
import sys

LINK = re.compile(r'href="([^"#]*/rustdoc/[^"#]*)')


def dead_links(directory):
    for where, _, names in os.walk(os.path.join(directory, "html")):
        for name in names:
            if not name.endswith(".html"):
                continue
            path = os.path.join(where, name)
            with open(path, encoding="utf-8") as file:
                for link in LINK.findall(file.read()):
                    if not os.path.isfile(os.path.join(where, link)):
                        yield f"{os.path.relpath(path, directory)}: {link} leads nowhere"


if __name__ == "__main__":
    sys.exit("\n".join(dead_links(sys.argv[1])) or 0)
