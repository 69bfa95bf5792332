"""Several diagnoses of one mistake: what fits them all."""

from .report import Diagnosis, Finding

SYMPTOM = ("not a number",)  # seen of many mistakes: speaks neither for nor against one


def consistent(diagnoses: list[Diagnosis]) -> Diagnosis:
    """Keep, of the fullest diagnosis, the names that every other one gives as well."""
    first = max(diagnoses, key=fullness)
    rest = [diagnosis for diagnosis in diagnoses if diagnosis is not first]
    findings = []
    for finding in first.findings:
        names = list(finding.names)
        for other in rest:
            there = [f for f in other.findings if f.quantity == finding.quantity]
            if finding.names != SYMPTOM:
                there = [f for f in there if f.names != SYMPTOM]
            if there:
                names = [n for n in names if any(n in f.names for f in there)]
        if not names and finding.name is not None:
            seen = (f"one example looks like: {finding.name}; others do not",)
            finding = Finding(finding.quantity, None, "The difference", structure=seen)
        elif finding.name is not None:
            finding.name, finding.also = names[0], tuple(names[1:])
        findings.append(finding)
    return Diagnosis(first.operation, findings)


def fullness(diagnosis: Diagnosis) -> tuple[int, int]:
    """Return how many quantities a diagnosis speaks of, and how many it explains."""
    explained = [f for f in diagnosis.findings if f.names and f.names != SYMPTOM]
    return len(diagnosis.findings), len(explained)
