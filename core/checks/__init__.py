"""Is the protocol obeyed? The rules, each as a small observer of the events of any run.

A check is a fold over records in causal order: it asks nothing of the machines, so that it can
judge a live run, one in memory, and a recording alike.
"""

from core.checks.catalogue import checks_for
from core.checks.check import Check, Judgement, Verdict, judge

__all__ = ["Check", "Judgement", "Verdict", "checks_for", "judge"]
