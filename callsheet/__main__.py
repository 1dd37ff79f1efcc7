"""The `callsheet` command. Chooses the home before anything reads the settings, then hands over to the command line."""

import os
import sys

import django

from callsheet.home.paths import choose_home, refuse_unusable_home

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
choose_home(sys.argv[1:])
refuse_unusable_home()
django.setup()

from callsheet.cli import main

if __name__ == "__main__":
    sys.exit(main())
