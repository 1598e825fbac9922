"""Opens the page of a cluster in a real browser, presses its buttons by key, and prints what came of it as JSON: page.py FOLDER."""
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.request

folder = pathlib.Path(sys.argv[1]).resolve()
driver = subprocess.Popen(["chromedriver", "--port=0"], stdout=subprocess.PIPE, text=True)
port = next(found[1] for line in driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))


def ask(method, path, body=None):
    """A command of the WebDriver protocol (w3.org/TR/webdriver2)."""
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, method=method)) as answer:
        return json.load(answer)["value"]


try:
    chrome = {"args": ["--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1100,900"]}
    session = "/session/" + ask("POST", "/session", {"capabilities": {"alwaysMatch": {
        "browserName": "chrome", "goog:chromeOptions": chrome, "goog:loggingPrefs": {"performance": "ALL", "browser": "ALL"}}}})["sessionId"]

    def run(script, *arguments, kind="sync"):
        return ask("POST", f"{session}/execute/{kind}", {"script": script, "args": list(arguments)})

    # Only a test reads the clipboard; the page writes it without being asked for leave.
    ask("POST", session + "/goog/cdp/execute", {"cmd": "Browser.grantPermissions", "params": {"permissions": ["clipboardReadWrite"]}})
    ask("POST", session + "/url", {"url": (folder / "index.html").as_uri()})
    result = {"title": run("return document.title"), "buttons": {}}

    def press(button):
        """The clipboard after a button was reached by focus and pressed by Enter."""
        run("document.getElementById('said').textContent = ''; arguments[0].focus()", button)
        enter = [{"type": "keyDown", "value": "\ue007"}, {"type": "keyUp", "value": "\ue007"}]
        ask("POST", session + "/actions", {"actions": [{"type": "key", "id": "keys", "actions": enter}]})
        until = time.monotonic() + 10
        while not run("return document.getElementById('said').textContent") and time.monotonic() < until:
            time.sleep(0.02)
        return run("const done = arguments[0]; navigator.clipboard.readText().then(done)", kind="async")

    for button in run("return [...document.querySelectorAll('button[data-file]')]"):
        name = run("return arguments[0].textContent", button).removeprefix("Copy ")
        text = press(button)
        said = run("return document.getElementById('said').textContent")
        result["buttons"][name] = "same" if text.encode() == (folder / name).read_bytes() and said == f"Copied {name}" else text[:200]
    result["commands"] = [press(button) for button in run("return [...document.querySelectorAll('button[data-command]')]")]
    # What reaches out of the picture, or has no name for whom doesn't see it.
    result["outside"] = run("""
        const box = document.querySelector('svg').getBoundingClientRect();
        return [...document.querySelectorAll('svg text')].filter(text => {
          const at = text.getBoundingClientRect();
          return at.left < box.left || at.right > box.right || at.bottom > box.bottom;
        }).map(text => text.textContent)""")
    result["nameless"] = run("""
        return [...document.querySelectorAll('button, input, summary, svg')].filter(element =>
          !(element.textContent.trim() || element.labels?.[0]?.textContent.trim())).map(element => element.outerHTML.slice(0, 80))""")
    log = [json.loads(entry["message"])["message"] for entry in ask("POST", session + "/se/log", {"type": "performance"})]
    result["requests"] = sorted({entry["params"]["request"]["url"].rpartition("/")[2] for entry in log if entry["method"] == "Network.requestWillBeSent"})
    result["errors"] = [entry["message"] for entry in ask("POST", session + "/se/log", {"type": "browser"})]
    ask("DELETE", session)
    print(json.dumps(result))
finally:
    driver.terminate()
