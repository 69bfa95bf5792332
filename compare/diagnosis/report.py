"""The diagnosis as it is reported."""

from dataclasses import dataclass, field


@dataclass
class Finding:
    """What is known of one array that differs.

    Attributes
    ----------
    quantity : str
    name : str or None
        The mistake; None where no known one fits.
    evidence : str
    also : tuple of str
        Other mistakes that fit this example just as well.
    structure : tuple of str
        What the difference looks like, where no known mistake fits.
    """

    quantity: str
    name: str | None
    evidence: str
    also: tuple[str, ...] = ()
    structure: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every mistake that fits."""
        return () if self.name is None else (self.name, *self.also)

    def __str__(self):
        if self.name is None:
            seen = "; ".join(self.structure) or "no simple structure"
            return f"{self.quantity}: no known mistake fits. {self.evidence}: {seen}"
        text = f"{self.quantity}: {self.name}. {self.evidence}"
        if self.also:
            text += f" (this example fits as well: {', '.join(self.also)})"
        return f"{text}."


@dataclass
class Diagnosis:
    """All that differs, the cause first.

    Attributes
    ----------
    operation : str
    findings : list of Finding
        Empty if nothing differs.
    """

    operation: str
    findings: list[Finding] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether the two sides agree."""
        return not self.findings

    @property
    def name(self) -> str | None:
        """The mistake behind the first difference; None if none fits or is needed."""
        return self.findings[0].name if self.findings else None

    @property
    def names(self) -> tuple[str, ...]:
        """Every mistake that explains the first difference."""
        return self.findings[0].names if self.findings else ()

    def __str__(self):
        if self.equal:
            return f"{self.operation}: no difference"
        lines, told = [], {}
        for finding in self.findings:
            if finding.name is not None and finding.names in told:
                told[finding.names].append(finding.quantity)
                continue
            told[finding.names] = []
            lines.append((f"{self.operation}: {finding}", told[finding.names]))
        return "\n".join(
            line + (f" The same shows in {', '.join(others)}." if others else "")
            for line, others in lines
        )
