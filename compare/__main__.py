"""`python -m compare`: see `compare.cli`."""

import signal

from .terminal.interrupt import leave

if __name__ == "__main__":
    signal.signal(signal.SIGINT, leave)  # until the work begins
    from .cli import main

    main()
