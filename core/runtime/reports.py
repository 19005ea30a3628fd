"""Decoding what ranks report; the collector alone loads this, for it takes a while to prepare."""

from core.runtime.telemetry import Report
from core.wire import Decoder

decode_report: Decoder[Report] = Decoder(Report, "report")
