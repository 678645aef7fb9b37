"""How the site is built: `make site`. A link that leads nowhere fails the build; nothing is fetched."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE / "extensions")]

from simulation import __version__  # noqa: E402  the path is set above

project = "Crossroads"
version = release = __version__
copyright = "the authors of Crossroads, MIT licence"  # noqa: A001  Sphinx asks for this name

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "written_pages"]
exclude_patterns = ["extensions", "gallery", "images", "headlines"]

myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "cache"  # notebooks are stored without outputs, and executed here
nb_execution_raise_on_error = True
nb_execution_timeout = 300
nb_merge_streams = True
nb_output_stderr = "remove"  # notes on progress bars

default_role = "code"  # our docstrings quote names as Markdown does
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
napoleon_use_rtype = False

html_theme = "furo"
html_title = f"Crossroads {__version__}"
html_copy_source = False
html_show_sphinx = False
