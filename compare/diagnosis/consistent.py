"""Several diagnoses of one mistake: what fits them all."""

from .report import Diagnosis, Finding


def consistent(diagnoses: list[Diagnosis]) -> Diagnosis:
    """Keep, of the fullest diagnosis, the names that every other one gives as well."""
    first = max(diagnoses, key=lambda diagnosis: len(diagnosis.findings))
    rest = [diagnosis for diagnosis in diagnoses if diagnosis is not first]
    findings = []
    for finding in first.findings:
        names = list(finding.names)
        for other in rest:
            there = [f for f in other.findings if f.quantity == finding.quantity]
            if there:
                names = [n for n in names if any(n in f.names for f in there)]
        if not names and finding.name is not None:
            seen = (f"one example looks like: {finding.name}; others do not",)
            finding = Finding(finding.quantity, None, "The difference", structure=seen)
        elif finding.name is not None:
            finding.name, finding.also = names[0], tuple(names[1:])
        findings.append(finding)
    return Diagnosis(first.operation, findings)
