"""The child that grades: one sheet after the other, and can always be ended."""

import sys
import tempfile
from dataclasses import asdict
from pathlib import Path


class Grader:
    """The worker of a child."""

    def ready(self):
        """Import what takes long, before the clock of the first sheet runs."""
        from . import grading

        grading.load()
        return {}

    def grade(self, path, exercise, seconds):
        """Grade a sheet, `seconds` for each call."""
        from .folder import code_of
        from .grading import Grade, grade

        try:
            code = code_of(Path(path))
        except (OSError, ValueError) as error:
            return asdict(Grade(exercise, state="not judged", hint=str(error)))
        if not path.endswith(".ipynb"):
            return asdict(grade(exercise, f"{path}:{exercise}", timeout=seconds))
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / f"{exercise}.py"
            copy.write_text(code, encoding="utf-8")
            return asdict(grade(exercise, f"{copy}:{exercise}", timeout=seconds))


def main() -> None:
    """Answer until the other side hangs up; end with it in any case."""
    import contextlib
    import os
    import warnings

    from ..checking.serve import Server, serve
    from ..terminal.interrupt import end_with_parent

    end_with_parent()
    warnings.simplefilter("ignore")
    incoming, outgoing = map(int, sys.argv[1:3])
    with contextlib.suppress(BrokenPipeError):
        serve(incoming, outgoing, Server(Grader()))
    os._exit(0)


if __name__ == "__main__":
    main()
