"""Builds the packages of termlint: `cargo xtask dist [TARGET...]`.

For each target: a wheel (by maturin), an npm package, and an archive with completions, manual pages and licence notes; for all of them
the npm package `termlint`, `SHA256SUMS` and one list of components (CycloneDX) a target. What is built twice from one commit is
equal byte for byte: times come from the commit, entries are sorted, and no path of this machine is in the program.

Whatever was built is checked before it is said to be done: see `check`.
"""

import argparse
import base64
import gzip
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
import tomllib
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = ROOT / "target/dist-tools"
# What action.yml installs by: a line, with the hash of each wheel of a release.
WHEELS = "packaging/wheels.txt"
LARGEST_WHEEL = 6 * 1024 * 1024

# Target: os, cpu and libc as npm names them, and what maturin is told about the system.
TARGETS = {
    "x86_64-unknown-linux-gnu": ("linux", "x64", "glibc", "manylinux2014"),
    "aarch64-unknown-linux-gnu": ("linux", "arm64", "glibc", "manylinux2014"),
    "x86_64-unknown-linux-musl": ("linux", "x64", "musl", "musllinux_1_2"),
    "aarch64-unknown-linux-musl": ("linux", "arm64", "musl", "musllinux_1_2"),
    "aarch64-apple-darwin": ("darwin", "arm64", None, None),
    "x86_64-apple-darwin": ("darwin", "x64", None, None),
    "x86_64-pc-windows-gnu": ("win32", "x64", None, None),
}

# What the tag of a wheel says about its target.
TAGS = {
    "x86_64-unknown-linux-gnu": r"manylinux_\d+_\d+_x86_64",
    "aarch64-unknown-linux-gnu": r"manylinux_\d+_\d+_aarch64",
    "x86_64-unknown-linux-musl": r"musllinux_1_2_x86_64",
    "aarch64-unknown-linux-musl": r"musllinux_1_2_aarch64",
    "aarch64-apple-darwin": r"macosx_11_0_arm64",
    "x86_64-apple-darwin": r"macosx_10_12_x86_64",
    "x86_64-pc-windows-gnu": r"win_amd64",
}

# The shells, and the names under which each looks for completions.
COMPLETIONS = {
    "bash": "termlint.bash",
    "zsh": "_termlint",
    "fish": "termlint.fish",
    "elvish": "termlint.elv",
    "powershell": "_termlint.ps1",
}

# The verbs that have a manual page of their own.
VERBS = ["check", "explain", "rules", "schema", "files", "config", "ignore", "upgrade", "baseline"]


class Failure(Exception):
    """What keeps a package from being built or used."""


def run(command, **options):
    """Runs a program; its standard output."""
    command = [str(word) for word in command]
    result = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, **options)
    if result.returncode != 0:
        raise Failure(f"{' '.join(command)}: exit code {result.returncode}")
    return result.stdout


# --- What is packed ---------------------------------------------------------------------------------------------------


def package():
    """The `[package]` table of Cargo.toml."""
    return tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]


def epoch():
    """The moment that all files bear: that of the last commit that changed anything but the hashes of what is built here."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    return int(given) if given else int(run(["git", "log", "-1", "--format=%ct", "--", ".", f":!{WHEELS}"]))


def host():
    lines = run(["rustc", "-vV"]).decode().splitlines()
    return next(line.removeprefix("host: ") for line in lines if line.startswith("host: "))


def components(target):
    """The crates that the program for a target is built from, by their name and version, with the folders of their sources."""
    command = ["cargo", "metadata", "--locked", "--format-version=1", f"--filter-platform={target}"]
    metadata = json.loads(run(command))
    packages = {package["id"]: package for package in metadata["packages"]}
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    root = next(id for id, package in packages.items() if package["name"] == "termlint")
    wanted, edges = [root], {}
    for id in wanted:
        used = [dep["pkg"] for dep in nodes[id]["deps"] if any(kind["kind"] is None for kind in dep["dep_kinds"])]
        edges[id] = used
        wanted.extend(other for other in used if other not in wanted)
    order = sorted(wanted[1:], key=lambda id: (packages[id]["name"], packages[id]["version"]))
    return packages[root], [packages[id] for id in order], edges, packages


def purl(package):
    return f"pkg:cargo/{package['name']}@{package['version']}"


def sbom(target):
    """The list of components, CycloneDX 1.5."""
    own, others, edges, packages = components(target)
    locked = tomllib.loads((ROOT / "Cargo.lock").read_text())["package"]
    sums = {(entry["name"], entry["version"]): entry.get("checksum") for entry in locked}

    def component(package, kind):
        entry = {
            "type": kind,
            "bom-ref": purl(package),
            "name": package["name"],
            "version": package["version"],
            "licenses": [{"expression": package["license"].replace("/", " OR ")}],
            "purl": purl(package),
        }
        checksum = sums.get((package["name"], package["version"]))
        if checksum:
            entry["hashes"] = [{"alg": "SHA-256", "content": checksum}]
        return entry

    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": component(own, "application"),
            "properties": [{"name": "cdx:rustc:target", "value": target}],
        },
        "components": [component(package, "library") for package in others],
        "dependencies": [
            {"ref": purl(packages[id]), "dependsOn": sorted(purl(packages[other]) for other in used)}
            for id, used in sorted(edges.items(), key=lambda edge: purl(packages[edge[0]]))
        ],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def notes(target):
    """The licences of everything that the program is built from, each text once."""
    _, others, _, _ = components(target)
    texts = {}
    for package in others:
        folder = Path(package["manifest_path"]).parent
        files = [file for file in folder.iterdir() if re.match(r"(?i)(licen[sc]e|copying|notice|unlicense)", file.name)]
        for file in sorted(file for file in files if file.is_file()):
            text = file.read_text(errors="replace").replace("\r\n", "\n").strip()
            texts.setdefault(text, []).append(f"{package['name']} {package['version']}")
    lines = ["termlint contains the following crates.", ""]
    lines += [f"{package['name']} {package['version']}: {package['license']}" for package in others]
    for text, names in sorted(texts.items(), key=lambda entry: entry[1]):
        lines += ["", "-" * 100, ", ".join(dict.fromkeys(names)), "", text]
    return ("\n".join(lines) + "\n").encode()


def documents(wheel):
    """Completions and manual pages, as the program of this machine prints them."""
    with tempfile.TemporaryDirectory() as folder:
        if wheel:
            program = Path(folder) / "termlint"
            program.write_bytes(program_of(wheel))
            program.chmod(0o755)
        else:
            run(["cargo", "build", "--locked", "--quiet"])
            program = ROOT / "target/debug/termlint"
        files = {f"completions/{name}": run([program, "completions", shell]) for shell, name in COMPLETIONS.items()}
        files["man/termlint.1"] = run([program, "man"])
        return files | {f"man/termlint-{verb}.1": run([program, "man", verb]) for verb in VERBS}


# --- Archives ---------------------------------------------------------------------------------------------------------


def tar_gz(files, when, level):
    """A `.tar.gz` of these files, by their names: bytes and mode."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), mode, when
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue(), level, mtime=0)


def zipped(files, when, level):
    """A `.zip` of these files."""
    packed = io.BytesIO()
    # The format knows local times in steps of two seconds, and none before 1980.
    date = time.gmtime(max(when, 315532800))[:6]
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (content, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o100000 | mode) << 16
            entry.create_system = 3
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content, compresslevel=level)
    return packed.getvalue()


def completed(wheel, list_of_components, licences, when, level):
    """Adds to a wheel the list of components (PEP 770) and the licences of all crates, and writes its record anew."""
    with zipfile.ZipFile(wheel) as archive:
        files = {entry.filename: (archive.read(entry), entry.external_attr >> 16 & 0o777) for entry in archive.infolist()}
    info = next(name.split("/")[0] for name in files if name.endswith(".dist-info/WHEEL"))
    files[f"{info}/sboms/termlint.cdx.json"] = (list_of_components, 0o644)
    files[f"{info}/licenses/THIRD-PARTY.txt"] = (licences, 0o644)
    lines = []
    for name, (content, _) in sorted(files.items()):
        if name != f"{info}/RECORD":
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={digest},{len(content)}\n")
    files[f"{info}/RECORD"] = ("".join(lines + [f"{info}/RECORD,,\n"]).encode(), 0o644)
    wheel.write_bytes(zipped(files, when, level))


# --- Packages ---------------------------------------------------------------------------------------------------------


def tools(has_zig):
    """The folder of maturin, and of zig where it is needed: installed where they are missing."""
    folder = TOOLS / ("Scripts" if os.name == "nt" else "bin")
    if not (folder / ("cargo-zigbuild" if has_zig else "maturin")).exists():
        venv.create(TOOLS, with_pip=True)
        wanted = ["maturin", "zig"] if has_zig else ["maturin"]
        files = [word for name in wanted for word in ("-r", ROOT / f"packaging/requirements/{name}.txt")]
        run([folder / "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *files])
    return folder


def wheel(target, options, when):
    """Builds the program and the wheel around it; the wheel."""
    folder = options.out / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    before = set(folder.iterdir())
    path = tools(has_zig=not options.dev)
    environment = dict(os.environ, SOURCE_DATE_EPOCH=str(when), PATH=f"{path}{os.pathsep}{os.environ['PATH']}")
    command = [path / "maturin", "build", "--out", folder]
    if options.dev:
        # As the tests have built it.
        command += ["--profile", "dev", "--compatibility", "linux", "--auditwheel", "skip"]
    else:
        home = Path(os.environ.get("CARGO_HOME", Path.home() / ".cargo"))
        remapped = [f"--remap-path-prefix={ROOT}=/termlint", f"--remap-path-prefix={home}=/cargo"]
        # A panic ends the program with one sentence (src/app/crash.rs), so nothing reads these tables; Windows and macOS want
        # them. Some 600 kB of .eh_frame stay: the standard library's debug information makes LLVM write it for all functions.
        flags = remapped + (["-Cforce-unwind-tables=no"] if TARGETS[target][0] == "linux" else [])
        environment["CARGO_ENCODED_RUSTFLAGS"] = "\x1f".join(flags)
        environment["CARGO_TARGET_DIR"] = str(ROOT / "target/dist")
        command += ["--profile", "dist", "--target", target]
        compatibility = TARGETS[target][3]
        if compatibility:
            command += ["--zig", "--compatibility", compatibility, "--auditwheel", "check"]
        else:
            command += ["--zig"] if host() != target else []
    run(command, env=environment)
    (built,) = set(folder.iterdir()) - before or [max(before, key=lambda file: file.stat().st_mtime)]
    return built


def program_of(wheel):
    """The program in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if ".data/scripts/termlint" in name]
        return archive.read(name)


def names_of(target):
    """The npm package for a target, and the file name of the program there."""
    system, cpu, libc, _ = TARGETS[target]
    kind = {"glibc": "-gnu", "musl": "-musl", None: ""}[libc]
    return f"@termlint/{system}-{cpu}{kind}", "termlint.exe" if system == "win32" else "termlint"


def manifest(name, description, **more):
    own = package()
    common = {"name": name, "version": own["version"], "description": description, "license": own["license"]}
    return (json.dumps(common | more, indent=2) + "\n").encode()


def npm_package(target, program, licences, when, level):
    """The npm package that holds the program for a target."""
    system, cpu, libc, _ = TARGETS[target]
    name, file = names_of(target)
    fields = {"os": [system], "cpu": [cpu]} | ({"libc": [libc]} if libc else {})
    files = {
        "package/package.json": (manifest(name, f"termlint for {target}", files=["bin"], **fields), 0o644),
        f"package/bin/{file}": (program, 0o755),
        "package/LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644),
        "package/THIRD-PARTY.txt": (licences, 0o644),
    }
    return f"{name[1:].replace('/', '-')}-{package()['version']}.tgz", tar_gz(files, when, level)


def npm_main(when):
    """The npm package that people install."""
    own = package()
    needs = {names_of(target)[0]: own["version"] for target in TARGETS}
    more = {
        "keywords": own["keywords"],
        "bin": {"termlint": "bin/termlint.js"},
        "files": ["bin"],
        "engines": {"node": ">=18"},
        "optionalDependencies": needs,
    }
    files = {
        "package/package.json": (manifest("termlint", own["description"], **more), 0o644),
        "package/bin/termlint.js": ((ROOT / "packaging/npm/termlint.js").read_bytes(), 0o755),
        "package/README.md": ((ROOT / "README.md").read_bytes(), 0o644),
        "package/LICENSE": ((ROOT / "LICENSE").read_bytes(), 0o644),
    }
    return f"termlint-{own['version']}.tgz", tar_gz(files, when, 9)


def archive(target, program, printed, list_of_components, licences, when, level):
    """The archive of a release."""
    name = f"termlint-{package()['version']}-{target}"
    file = names_of(target)[1]
    files = {f"{name}/{path}": (content, 0o644) for path, content in printed.items()}
    files[f"{name}/{file}"] = (program, 0o755)
    for path in ["LICENSE", "README.md", "CHANGELOG.md"]:
        files[f"{name}/{path}"] = ((ROOT / path).read_bytes(), 0o644)
    files[f"{name}/THIRD-PARTY.txt"] = (licences, 0o644)
    files[f"{name}/termlint.cdx.json"] = (list_of_components, 0o644)
    if file.endswith(".exe"):
        return f"{name}.zip", zipped(files, when, level)
    return f"{name}.tar.gz", tar_gz(files, when, level)


# --- Checks -----------------------------------------------------------------------------------------------------------


def check_program(target, program):
    """The format of a program, and what it needs of its system."""
    magic, machine = {
        "x86_64-unknown-linux": (b"\x7fELF", (18, b"\x3e\x00")),
        "aarch64-unknown-linux": (b"\x7fELF", (18, b"\xb7\x00")),
        "aarch64-apple-darwin": (b"\xcf\xfa\xed\xfe", (4, b"\x0c\x00\x00\x01")),
        "x86_64-apple-darwin": (b"\xcf\xfa\xed\xfe", (4, b"\x07\x00\x00\x01")),
        "x86_64-pc-windows": (b"MZ", None),
    }[re.sub(r"-(gnu|musl)$", "", target)]
    if machine is None:
        header = int.from_bytes(program[60:64], "little")
        magic_at, machine = program[header : header + 4] == b"PE\0\0", (header + 4, b"\x64\x86")
    else:
        magic_at = True
    at, bytes_of_machine = machine
    if not (program.startswith(magic) and magic_at and program[at : at + 2] == bytes_of_machine[:2]):
        raise Failure(f"{target}: the program is for another machine")
    needs = {tuple(map(int, version.split(b"."))) for version in re.findall(rb"GLIBC_(2\.\d+)", program)}
    if target.endswith("linux-gnu"):
        return f"glibc {'.'.join(map(str, max(needs)))}"
    if target.endswith("linux-musl"):
        if b"ld-musl" in program or b"ld-linux" in program:
            raise Failure(f"{target}: the program is not static")
        return "static"
    if target == "aarch64-apple-darwin":
        check_signature(target, program)
        return "signed ad hoc"
    return "as the target says"


def check_signature(target, program):
    """That the hashes of a program for macOS are those of its pages: Apple's processors start no other."""
    start = program.rfind(b"\xfa\xde\x0c\x02")  # the code directory of an embedded signature
    if start < 0:
        raise Failure(f"{target}: the program is not signed")
    number = lambda at: int.from_bytes(program[start + at : start + at + 4], "big")
    hashes, slots, limit, size = start + number(16), number(28), number(32), program[start + 36]
    page = 1 << program[start + 39]
    for slot in range(slots):
        content = program[slot * page : min((slot + 1) * page, limit)]
        own = hashlib.sha256(content).digest()[:size]
        if program[hashes + slot * size : hashes + (slot + 1) * size] != own:
            raise Failure(f"{target}: the program is not as it was signed")


def check_private(target, program):
    """That no path of this machine is in a program."""
    for path in {str(ROOT), str(Path.home())} - {"/"}:
        if path.encode() + b"/" in program:
            raise Failure(f"{target}: the program names {path}")


def check(out, targets, is_release):
    """Everything that can be said about the packages without running them: a line each."""
    lines = []
    version = package()["version"]
    for target in targets:
        tag = TAGS[target] if is_release else "linux_x86_64"
        (wheel,) = [file for file in (out / "wheels").iterdir() if re.search(tag, file.name)]
        program = program_of(wheel)
        needs = check_program(target, program)
        if is_release:
            check_private(target, program)
            if wheel.stat().st_size > LARGEST_WHEEL:
                raise Failure(f"{wheel.name} has {wheel.stat().st_size} bytes, more than {LARGEST_WHEEL}")
        with zipfile.ZipFile(wheel) as opened:
            info = f"termlint-{version}.dist-info"
            names = ["METADATA", "WHEEL", "RECORD", "licenses/LICENSE", "licenses/THIRD-PARTY.txt", "sboms/termlint.cdx.json"]
            expected = {f"{info}/{name}" for name in names}
            script = f"termlint-{version}.data/scripts/{names_of(target)[1]}"
            if set(opened.namelist()) != expected | {script}:
                raise Failure(f"{wheel.name} holds {sorted(opened.namelist())}")
            if opened.getinfo(script).external_attr >> 16 & 0o111 == 0:
                raise Failure(f"{wheel.name}: the program cannot be started")
            for line in opened.read(f"{info}/RECORD").decode().splitlines():
                name, digest, _ = line.rsplit(",", 2)
                own = base64.urlsafe_b64encode(hashlib.sha256(opened.read(name)).digest()).rstrip(b"=").decode()
                if digest and digest != f"sha256={own}":
                    raise Failure(f"{wheel.name}: {name} is not what its record says")
        name, file = names_of(target)
        npm = out / "npm" / f"{name[1:].replace('/', '-')}-{version}.tgz"
        with tarfile.open(npm) as opened:
            own = json.load(opened.extractfile("package/package.json"))
            if "scripts" in own or opened.getmember(f"package/bin/{file}").mode != 0o755:
                raise Failure(f"{npm.name}: a script, or a program that cannot be started")
            if opened.extractfile(f"package/bin/{file}").read() != program:
                raise Failure(f"{npm.name}: another program than in the wheel")
        (packed,) = [file for file in (out / "archives").iterdir() if target in file.name]
        for file in [wheel, npm, packed]:
            lines.append(f"{file.relative_to(out)}\t{file.stat().st_size}\t{needs}")
    return lines


def sums(out):
    """`SHA256SUMS` of everything else in the folder."""
    files = sorted(file for file in out.rglob("*") if file.is_file() and file.name != "SHA256SUMS")
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.relative_to(out).as_posix()}\n" for file in files]
    (out / "SHA256SUMS").write_text("".join(lines))


def hashes(out):
    """What pip installs the wheels by."""
    wheels = sorted((out / "wheels").iterdir())
    lines = [f" \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}" for wheel in wheels]
    return f"termlint=={package()['version']}{''.join(lines)}\n"


def main():
    parser = argparse.ArgumentParser(prog="cargo xtask dist", description=__doc__.splitlines()[0])
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=f"{', '.join(TARGETS)}, or all; this machine without any")
    parser.add_argument("--out", type=Path, default=ROOT / "target/packages", help="the folder, which is emptied first")
    parser.add_argument("--dev", action="store_true", help="pack the unoptimised program of this machine, to try packages")
    options = parser.parse_args()
    options.out = options.out.resolve()
    targets = list(TARGETS) if options.targets == ["all"] else options.targets or [host()]
    unknown = [target for target in targets if target not in TARGETS]
    if unknown:
        raise Failure(f"{unknown[0]} is not a target: take one of {', '.join(TARGETS)}")
    when = epoch()
    # What is only tried is large, and thrown away.
    level = 1 if options.dev else 9
    shutil.rmtree(options.out, ignore_errors=True)
    wheels = {target: wheel(target, options, when) for target in targets}
    printed = documents(wheels.get(host()))
    for folder in ["npm", "archives"]:
        (options.out / folder).mkdir(parents=True)
    for target, file in wheels.items():
        program, list_of_components, licences = program_of(file), sbom(target), notes(target)
        completed(file, list_of_components, licences, when, level)
        for folder, (name, content) in [
            ("npm", npm_package(target, program, licences, when, level)),
            ("archives", archive(target, program, printed, list_of_components, licences, when, level)),
        ]:
            (options.out / folder / name).write_bytes(content)
    name, content = npm_main(when)
    (options.out / "npm" / name).write_bytes(content)
    sums(options.out)
    if set(targets) == set(TARGETS) and not options.dev:
        (ROOT / WHEELS).write_text(hashes(options.out))
    print("\n".join(check(options.out, targets, not options.dev)))


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        sys.exit(f"error: {failure}")
