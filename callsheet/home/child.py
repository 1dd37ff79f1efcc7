"""What the processes started by `serve` do first: tie their lives to its life. No models here: Django is not up yet."""

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import wait

import django
from django.utils.module_loading import import_string

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def load(target: str) -> Callable:
    """What `target` names, such as `callsheet.wsgi.application`, in a process that ends with its parent."""
    end_with_parent()
    django.setup()
    return import_string(target)


def run(target: str, deaths: int) -> None:
    """Do the work that `target` names, in a process that ends with its parent, `deaths` having done so before it."""
    load(target)(deaths)


def end_with_parent() -> None:
    """End this process as soon as its parent is gone, kill -9 included, so that nothing stays on the port.

    A thread waits for the parent's end of a pipe to close, on every system; on Linux the kernel is asked as well.
    """
    parent = multiprocessing.parent_process()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_end_after, args=(parent.sentinel,), name="parent-watch", daemon=True).start()


def _end_after(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
