"""``{refusals} scratch``: what one library refuses, the other takes; or neither."""

from sphinx.util.docutils import SphinxDirective

from compare.fuzz.listed import LISTED, UNCOMPARED


class Refusals(SphinxDirective):
    """A table of one library's listed refusals; of `neither`: what is not compared."""

    required_arguments = 1

    def run(self):
        """Return the table."""
        by, title = self.arguments[0], "Refused"
        listed = [entry for entry in LISTED if entry.by == by]
        entries = {f"`{entry.example}`": entry.reason for entry in listed}
        if by == "neither":
            entries, title = UNCOMPARED, "Not compared"
        if not entries:
            raise self.error(f"no refusal of {by!r} is listed")
        rows = [f"| {title} | Why |", "|---|---|"]
        rows += [f"| {what} | {reason} |" for what, reason in entries.items()]
        return self.parse_text_to_nodes("\n".join(rows))


def setup(app):
    """Register the directive."""
    app.add_directive("refusals", Refusals)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
