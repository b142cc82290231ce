"""Firefox, driven by WebDriver BiDi over one websocket: real pointer and key actions."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any

import websocket
from drivers import SHIFTED, Driver

# Nothing is called in the background: a test reaches this machine only.
_OFF = {
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.auto": False,
    "app.update.disabledForTesting": True,
    "app.update.enabled": False,
    "browser.aboutHomeSnippets.updateUrl": "",
    "browser.contentblocking.report.lockwise.enabled": False,
    "browser.discovery.enabled": False,
    "browser.newtabpage.activity-stream.feeds.asrouterfeed": False,
    "browser.newtabpage.activity-stream.feeds.telemetry": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.newtabpage.enabled": False,
    "browser.ping-centre.telemetry": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.downloads.remote.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.passwords.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.safebrowsing.provider.google4.updateURL": "",
    "browser.safebrowsing.provider.mozilla.updateURL": "",
    "browser.search.geoSpecificDefaults": False,
    "browser.search.suggest.enabled": False,
    "browser.search.update": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "browser.translations.enable": False,
    "browser.urlbar.suggest.quicksuggest.sponsored": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "datareporting.policy.dataSubmissionPolicyBypassNotification": True,
    "dom.push.connection.enabled": False,
    "dom.push.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-manager.url": "http://127.0.0.1:9/",
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.http.speculative-parallel-limit": 0,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "remote.prefs.recommended": True,
    "security.remote_settings.crlite_filters.enabled": False,
    "security.remote_settings.intermediates.enabled": False,
    "services.settings.loglevel": "off",
    "services.settings.poll_interval": 10**8,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "signon.autofillForms": False,
    "toolkit.coverage.endpoint.base": "",
    "toolkit.telemetry.archive.enabled": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "data:,",
    "toolkit.telemetry.unified": False,
    "trailhead.firstrun.didSeeAboutWelcome": True,
}
_KEYS = {
    "Escape": "\ue00c", "Enter": "\ue007", "Tab": "\ue004", "Delete": "\ue017",
    "Backspace": "\ue003", "Shift": "\ue008", "Control": "\ue009",
    "Home": "\ue011", "F10": "\ue03a",
    "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
}  # fmt: skip


def firefox() -> str | None:
    """Where Firefox is, or None."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


class Firefox(Driver):
    """One headless Firefox with one window on the page."""

    name = "firefox"

    def __init__(self, program: str) -> None:
        super().__init__()
        self._profile = tempfile.TemporaryDirectory(prefix="practicelearn-firefox-")
        prefs = "".join(f"user_pref({k!r}, {json.dumps(v)});\n" for k, v in _OFF.items())
        (Path(self._profile.name) / "user.js").write_text(prefs.replace("'", '"'))
        self._running = subprocess.Popen(
            [program, "--headless", "--remote-debugging-port", "0", "--no-remote",
             "--profile", self._profile.name, "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        address = self._address()
        self._line = websocket.create_connection(
            f"{address}/session", suppress_origin=True, timeout=60
        )
        self._number = 0
        self._ask("session.new", capabilities={})
        self._ask("session.subscribe", events=["log.entryAdded"])
        tree = self._ask("browsingContext.getTree")
        self._context = tree["contexts"][0]["context"]

    def _address(self) -> str:
        """The websocket's address, which Firefox prints once it listens."""
        said = self._running.stderr
        assert said is not None
        for line in said:
            if "WebDriver BiDi listening on " in line:
                # What it prints later is read too: a full pipe would stop it.
                self._reader = threading.Thread(target=said.read, daemon=True)
                self._reader.start()
                return line.split("listening on ")[1].strip()
        raise AssertionError("Firefox ended before it listened")

    def _ask(self, method: str, **params: Any) -> Any:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": params}
        self._line.send(json.dumps(asked))
        while True:
            answer = json.loads(self._line.recv())
            if answer.get("method") == "log.entryAdded":
                entry = answer["params"]
                if entry["type"] == "javascript" and entry["level"] == "error":
                    self.errors.append(str(entry.get("text")))
            if answer.get("id") == self._number:
                assert answer["type"] == "success", answer
                return answer["result"]

    def close(self) -> None:
        """End it, and take its profile away."""
        try:
            self._ask("browser.close")
            self._running.wait(20)
        finally:
            if self._running.poll() is None:
                self._running.kill()
                self._running.wait()
            self._line.close()
            self._reader.join(5)
            self._running.stderr.close()
            self._profile.cleanup()

    def size(self, width: int, height: int) -> None:
        viewport = {"width": width, "height": height}
        self._ask("browsingContext.setViewport", context=self._context, viewport=viewport)

    def goto(self, url: str) -> None:
        self._ask("browsingContext.navigate", context=self._context, url=url, wait="complete")

    def evaluate(self, function: str, arg: Any = None) -> Any:
        told = f"(async () => JSON.stringify(await ({function})({json.dumps(arg)})) ?? 'null')()"
        target = {"context": self._context}
        answer = self._ask("script.evaluate", expression=told, target=target, awaitPromise=True)
        assert answer["type"] == "success", answer
        return json.loads(answer["result"]["value"])

    def _act(self, kind: str, *actions: dict[str, Any]) -> None:
        source: dict[str, Any] = {"type": kind, "id": kind, "actions": list(actions)}
        if kind == "pointer":
            source["parameters"] = {"pointerType": "mouse"}
        self._ask("input.performActions", context=self._context, actions=[source])

    def move(self, x: float, y: float, steps: int = 1) -> None:
        ways = self._way(x, y, steps)
        self._act("pointer", *({"type": "pointerMove", "x": a, "y": b} for a, b in ways))

    def down(self, button: int = 0) -> None:
        self._act("pointer", {"type": "pointerDown", "button": button})

    def up(self, button: int = 0) -> None:
        self._act("pointer", {"type": "pointerUp", "button": button})

    def click(self, x: float, y: float, count: int = 1, button: int = 0) -> None:
        self.move(x, y)
        press = [{"type": f"pointer{way}", "button": button} for way in ("Down", "Up")]
        self._act("pointer", *(press * count))

    def forget_clicks(self) -> None:
        # With the state of its devices Firefox forgets how often it was clicked.
        self._ask("input.releaseActions", context=self._context)

    def key_down(self, name: str) -> None:
        self._act("key", {"type": "keyDown", "value": _KEYS.get(name, name)})

    def key_up(self, name: str) -> None:
        self._act("key", {"type": "keyUp", "value": _KEYS.get(name, name)})

    def key(self, *names: str) -> None:
        for name in names:
            *held, last = self._named(name)
            values = [_KEYS.get(k, k) for k in [*held, last]]
            downs = [{"type": "keyDown", "value": v} for v in values]
            ups = [{"type": "keyUp", "value": v} for v in reversed(values)]
            self._act("key", *downs, *ups)

    def type(self, text: str) -> None:
        for letter in text:
            self.key(letter if letter not in SHIFTED else f"Shift+{letter}")
