"""Sources that run wherever they are copied to: imports say the whole name."""

import ast


def alone(source: str, path: str) -> str:
    """Return a file's source with absolute imports, line for line the same.

    Parameters
    ----------
    source : str
    path : str
        Where the file is, relative to the folder that holds the packages.
    """
    lines = source.splitlines(keepends=True)
    package = path.removesuffix(".py").split("/")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            name = ".".join([*base, *filter(None, [node.module])])
            dots = "." * node.level + (node.module or "")
            line = lines[node.lineno - 1]
            lines[node.lineno - 1] = line.replace(f"from {dots} ", f"from {name} ", 1)
    return "".join(lines)
