"""Is the protocol obeyed? The rules, each as a small observer of the events of any run.

A check is a fold over records in causal order: it asks nothing of the machines, so that it can
judge a live run, one in memory, and a recording alike.
"""

from core.checks.catalogue import checks_for
from core.checks.check import Check, Judgement, Verdict, judge
from core.checks.jury import Finding, Jury
from core.checks.trouble import went_well

__all__ = ["Check", "Finding", "Judgement", "Jury", "Verdict", "checks_for", "judge", "went_well"]
