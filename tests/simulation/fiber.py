"""A process that can stand still in the middle while others go on: a thread that waits its turn."""

from collections.abc import Callable
from threading import Semaphore, Thread

from tests.simulation.memory import Killed
from tests.simulation.world import Process


class Fiber:
    """Runs `body` step by step; one thread runs at a time, so nothing is left to chance."""

    def __init__(self, process: Process, body: Callable[[], object]) -> None:
        """`body` calls `pause` of this fiber, through the scheduler, before and after effects."""
        self.process = process
        self.is_over = False
        self._body = body
        self._error: BaseException | None = None
        self._ending = False
        self._go, self._back = Semaphore(0), Semaphore(0)
        self._thread = Thread(target=self._run, daemon=True)
        self._started = False

    def resume(self) -> None:
        """Let it run to its next pause, its end or its death; raises what it raised."""
        if not self._started:
            self._started = True
            self._thread.start()
        self._go.release()
        self._back.acquire()
        if self._error is not None:
            error, self._error = self._error, None
            raise error

    def go_on(self, count: int) -> None:
        """Let it run to its `count`th pause from here, or to its end."""
        for _ in range(count):
            if not self.is_over:
                self.resume()

    def pause(self) -> None:
        """Called from within: stand still."""
        self._back.release()
        self._go.acquire()
        if self._ending:
            self.process.kill()

    def end(self) -> None:
        """Kill it if it is still there."""
        self._ending = True
        while self._started and not self.is_over:
            self.resume()

    def _run(self) -> None:
        self._go.acquire()
        try:
            self._body()
        except Killed:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again by whoever resumes
            self._error = error
        self.is_over = True
        self._back.release()
