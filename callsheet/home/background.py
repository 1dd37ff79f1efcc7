"""The process that does the background work while `serve` runs: started, started again if it dies, stopped."""

import multiprocessing
import sys
import threading

from callsheet.home import child

WORK = "callsheet.home.work.work"
GRACE = 5.0  # seconds a task has to end; what is cut off goes on from its place at the next start
PAUSE = 2.0  # seconds before a process that died is started again


class BackgroundWork:
    """Use it as a context: the work goes on inside the block and is over after it."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: multiprocessing.process.BaseProcess | None = None
        self._keeper = threading.Thread(target=self._keep, name="background-work")

    def __enter__(self) -> "BackgroundWork":
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        if self._process:
            self._process.terminate()
        self._keeper.join(GRACE)
        if self._keeper.is_alive() and self._process:
            self._process.kill()
        self._keeper.join()

    def _keep(self) -> None:
        deaths = 0
        while not self._stopping.is_set():
            process = multiprocessing.get_context("spawn").Process(target=child.run, args=(WORK, deaths))
            process.start()
            self._process = process
            process.join()
            # One told to stop by whoever stops the whole group ended well: this process hears of it in a moment.
            if not self._stopping.wait(PAUSE) and process.exitcode:
                print("The background work died; starting it again.", file=sys.stderr, flush=True)
            deaths += 1
