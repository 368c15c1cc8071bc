"""Installs the packages of this machine as a user does, and runs what they bring: `packaging/try.py FOLDER`. The lists of components
are validated, too.

FOLDER is what `cargo xtask dist` has built. An index on this machine serves it, for pip, uv and npm; no installer is told of any
other, and none finds a cargo. Prints the seconds from the command that installs to the first finding.
"""

import base64
import hashlib
import http.server
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import urllib.parse
from pathlib import Path

from dist import hashes

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = Path(os.environ.get("TERMLINT_CLIENTS", ROOT / "target/clients"))
EXAMPLE = ROOT / "fixtures/example"
# What every run over the example has to find.
FINDING = "placeholder-comparison-row"


class Index(http.server.BaseHTTPRequestHandler):
    """A simple index of wheels (PEP 503) and a registry of npm packages."""

    folders: list[Path] = []
    origin = ""

    def log_message(self, *_):
        pass

    def do_GET(self):
        path = urllib.parse.unquote(urllib.parse.urlparse(self.path).path)
        if path.startswith("/files/"):
            return self.answer(next((file.read_bytes() for file in self.files() if file.name == path[7:]), None), "application/octet-stream")
        if path.startswith("/simple/"):
            name = path.split("/")[2]
            links = [
                f'<a href="/files/{file.name}#sha256={hashlib.sha256(file.read_bytes()).hexdigest()}">{file.name}</a>'
                for file in self.files()
                if file.suffix == ".whl" and re.sub(r"[-_.]+", "-", file.name.split("-")[0]).lower() == name
            ]
            return self.answer("\n".join(links).encode() if links else None, "text/html")
        return self.answer(self.packument(path[1:]), "application/json")

    def files(self):
        return [file for folder in self.folders if folder.is_dir() for file in sorted(folder.iterdir())]

    def packument(self, name):
        versions = {}
        for file in self.files():
            if file.suffix == ".tgz":
                with tarfile.open(file) as packed:
                    own = json.load(packed.extractfile("package/package.json"))
                if own["name"] == name:
                    integrity = "sha512-" + base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode()
                    own["dist"] = {"tarball": f"{self.origin}/files/{file.name}", "integrity": integrity}
                    versions[own["version"]] = own
        if not versions:
            return None
        return json.dumps({"name": name, "dist-tags": {"latest": max(versions)}, "versions": versions}).encode()

    def answer(self, content, kind):
        self.send_response(200 if content is not None else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content or b"")

    do_HEAD = do_GET


def serve(folders):
    Index.folders = folders
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Index)
    Index.origin = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return Index.origin


def environment(origin, home, programs):
    """What an installer is told: this index and no other, and where the programs are that it may use."""
    path = [str(programs), "/usr/local/bin", "/usr/bin", "/bin"]
    return {
        "PATH": os.pathsep.join(path),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PIP_INDEX_URL": f"{origin}/simple",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_CACHE_DIR": "1",
        "UV_DEFAULT_INDEX": f"{origin}/simple",
        "UV_PYTHON_DOWNLOADS": "never",
        "npm_config_registry": origin,
        "npm_config_update_notifier": "false",
        "npm_config_fund": "false",
        "npm_config_audit": "false",
        # A proxy that does not exist: what would go elsewhere fails.
        "http_proxy": "http://127.0.0.1:9",
        "https_proxy": "http://127.0.0.1:9",
        "no_proxy": "127.0.0.1,localhost",
        "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@example.com",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@example.com",
    }


class Trial:
    """One way to termlint, in an empty home and an empty folder."""

    def __init__(self, origin, programs):
        self.place = tempfile.TemporaryDirectory(prefix="termlint-try-")
        self.folder = Path(self.place.name) / "work"
        home = Path(self.place.name) / "home"
        self.folder.mkdir()
        home.mkdir()
        self.environment = environment(origin, home, programs)

    def run(self, *command, code=0, **more):
        command = [str(word) for word in command]
        result = subprocess.run(
            command, cwd=self.folder, env=self.environment | more, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        if result.returncode != code:
            sys.exit(f"{' '.join(command)}: exit code {result.returncode}, not {code}\n{result.stdout}")
        return result.stdout

    def finds(self, *command, code=1):
        printed = self.run(*command, code=code)
        if FINDING not in printed:
            sys.exit(f"{command}: {FINDING} is not found:\n{printed}")


CHECK = ["check", EXAMPLE, "--today", "2026-11-22"]


def by_pip(trial):
    trial.run(sys.executable, "-m", "venv", "environment")
    start = time.monotonic()
    trial.run("environment/bin/pip", "install", "--quiet", "termlint")
    trial.finds("environment/bin/termlint", *CHECK)
    return start


def by_uvx(trial):
    start = time.monotonic()
    trial.finds("uvx", "--quiet", "termlint", *CHECK)
    return start


def by_npm(trial):
    start = time.monotonic()
    trial.run("npm", "install", "--silent", "termlint")
    trial.finds("npx", "--no-install", "termlint", *CHECK)
    return start


def without_optional(trial):
    """What somebody reads whose npm leaves out the package of the machine."""
    start = time.monotonic()
    trial.run("npm", "install", "--silent", "--omit=optional", "termlint")
    printed = trial.run("npx", "--no-install", "termlint", "--version", code=2)
    if "is not installed, which holds termlint for this machine" not in printed:
        sys.exit(printed)
    return start


def by_hook(runner, hook):
    def tried(trial):
        mirror = trial.folder / "mirror"
        shutil.copytree(ROOT / "packaging/pre-commit", mirror)
        for command in [["init", "-q"], ["add", "."], ["commit", "-qm", "mirror"], ["tag", "v0"]]:
            trial.run("git", "-C", mirror, *command)
        content = trial.folder / "content"
        shutil.copytree(EXAMPLE, content / "glossary")
        (content / "termlint.toml").write_text('include = ["glossary/**/ai.json"]\n')
        config = f"repos:\n  - repo: {mirror}\n    rev: v0\n    hooks: [{{id: {hook}}}]\n"
        (content / ".pre-commit-config.yaml").write_text(config)
        trial.run("git", "-C", content, "init", "-q")
        trial.run("git", "-C", content, "add", ".")
        start = time.monotonic()
        trial.folder = content
        trial.finds(runner, "run", "--all-files")
        return start

    return tried


def steps():
    """The scripts of action.yml, by the names of their steps."""
    text = (ROOT / "action.yml").read_text()
    found = re.findall(r"^    - name: (.+)\n(?:      .*\n|\n)*?      run: \|\n((?:        .*\n|\n)+)", text, re.M)
    return {name: re.sub(r"^ {8}", "", script, flags=re.M) for name, script in found}


class Runner:
    """What GitHub's runner is to the action: its folders, and the shell of its steps."""

    def __init__(self, trial, wheels):
        self.trial, self.scripts, self.output = trial, steps(), trial.folder / "output"
        (trial.folder / "packaging").mkdir()
        (trial.folder / "packaging/wheels.txt").write_text(wheels)
        folders = {"GITHUB_ACTION_PATH": trial.folder, "RUNNER_TEMP": trial.folder, "GITHUB_OUTPUT": self.output}
        self.variables = {name: str(path) for name, path in folders.items()}

    def step(self, name, code=0, **variables):
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", self.scripts[name]]
        return self.trial.run(*command, code=code, **self.variables, **variables)


def by_action(trial):
    runner = Runner(trial, hashes(Path(sys.argv[1]).resolve()))
    start = time.monotonic()
    runner.step("Install the wheel")
    program = runner.output.read_text().removeprefix("program=").strip()
    words = {"ARGS": "--today=2026-11-22", "PATHS": str(EXAMPLE), "CONFIG": "", "FAIL_ON": "", "SARIF_FILE": "termlint.sarif"}
    given = {f"TERMLINT_{name}": value for name, value in words.items()}
    printed = runner.step("Check the glossary", code=1, TERMLINT_PROGRAM=program, **given)
    if FINDING not in printed or not (trial.folder / "termlint.sarif").exists():
        sys.exit(printed)
    return start


def by_action_without_wheel(trial):
    """A wheel that is not the one that the action knows is not installed; without cargo, the action says what it needs."""
    known = hashes(Path(sys.argv[1]).resolve())
    runner = Runner(trial, re.sub("sha256:[0-9a-f]+", f"sha256:{'0' * 64}", known))
    start = time.monotonic()
    runner.step("Install the wheel")
    printed = runner.step("Build termlint", code=2)
    if runner.output.exists() or "install Rust 1.95 or newer" not in printed:
        sys.exit(printed)
    return start


WAYS = {
    "pip install": (["python3"], by_pip),
    "uvx": (["uvx"], by_uvx),
    "npm install": (["npm"], by_npm),
    "npm install --omit=optional": (["npm"], without_optional),
    "pre-commit, python": (["pre-commit", "setuptools"], by_hook("pre-commit", "termlint")),
    "pre-commit, node": (["pre-commit", "npm"], by_hook("pre-commit", "termlint-node")),
    "prek, python": (["prek", "uv", "setuptools"], by_hook("prek", "termlint")),
    "prek, node": (["prek", "npm"], by_hook("prek", "termlint-node")),
    "action": (["python3"], by_action),
    "action, another wheel and no cargo": (["python3"], by_action_without_wheel),
}


# Run by the Python of the clients: the strict schema refuses what CycloneDX does not know.
VALIDATE = """
import sys
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
error = JsonStrictValidator(SchemaVersion.V1_5).validate_str(sys.stdin.read())
sys.exit(str(error) if error else 0)
"""


def skip(name, need):
    """Says aloud what is not tried."""
    print(f"{name}: SKIPPED, because there is no {need}", flush=True)
    if os.environ.get("TERMLINT_REQUIRE_CLIENTS") == "1":
        sys.exit(1)


def validate_components(packages):
    """Validates the list of components in each archive. A list with an unknown key has to be refused."""
    python = CLIENTS / "python/bin/python"
    if not python.exists() or subprocess.run([python, "-c", "import cyclonedx"], stderr=subprocess.DEVNULL).returncode != 0:
        return skip("lists of components", "cyclonedx-python-lib")
    lists = {}
    for archive in sorted((packages / "archives").glob("*.tar.gz")):
        with tarfile.open(archive) as packed:
            (name,) = [name for name in packed.getnames() if name.endswith("termlint.cdx.json")]
            lists[archive.name] = packed.extractfile(name).read()
    for name, content in lists.items():
        broken = json.dumps(json.loads(content) | {"colour": 1}).encode()
        for text, is_valid in [(content, True), (broken, False)]:
            result = subprocess.run([python, "-c", VALIDATE], input=text, stderr=subprocess.PIPE)
            if (result.returncode == 0) != is_valid:
                sys.exit(f"{name}: the list of components: {result.stderr.decode() or 'anything is valid'}")
    print(f"lists of components: {len(lists)} valid", flush=True)


def programs_of(folder):
    """A folder with the programs of the clients, and no cargo in it."""
    for name in ["pre-commit", "prek", "uv", "uvx"]:
        client = CLIENTS / "python/bin" / name
        if client.exists():
            (folder / name).symlink_to(client)
    for wheel in (CLIENTS / "wheels").glob("setuptools-*.whl"):
        # Not a program, but the hooks of the mirror are built with it.
        (folder / "setuptools").symlink_to(wheel)
    for name in ["node", "npm", "npx", "git", "python3"]:
        found = shutil.which(name)
        if found:
            (folder / name).symlink_to(found)
    return folder


def main():
    packages = Path(sys.argv[1]).resolve()
    validate_components(packages)
    origin = serve([packages / "wheels", packages / "npm", CLIENTS / "wheels"])
    with tempfile.TemporaryDirectory() as folder:
        programs = programs_of(Path(folder))
        for name, (needs, way) in WAYS.items():
            missing = [need for need in needs if not (programs / need).exists()]
            if missing:
                skip(name, missing[0])
                continue
            start = way(Trial(origin, programs))
            print(f"{name}: {time.monotonic() - start:.1f} s", flush=True)


if __name__ == "__main__":
    main()
