"""Imports from wheels that lie beside the notebook: one is unpacked when a module of it is first asked for."""

import glob
import importlib
import importlib.machinery
import os
import sys
import zipfile

_target = "/lib/himalia-wheels"


class WheelFinder:
    """A finder for `sys.meta_path`, after all others."""

    def __init__(self):
        self._unpacked = set()

    def find_spec(self, name, path=None, target=None):
        if path is not None or "." in name:
            return None
        for wheel in sorted(glob.glob("*.whl")):
            wheel = os.path.abspath(wheel)
            if wheel not in self._unpacked and _has(wheel, name):
                self._unpack(wheel)
                return importlib.machinery.PathFinder.find_spec(name, [_target])
        return None

    def _unpack(self, wheel):
        self._unpacked.add(wheel)
        if not wheel.endswith("-none-any.whl"):
            raise ImportError(f"{os.path.basename(wheel)} holds compiled code of another platform. Only *-none-any.whl can be used.")
        os.makedirs(_target, exist_ok=True)
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(_target)
        if _target not in sys.path:
            sys.path.append(_target)
        importlib.invalidate_caches()


def _has(wheel, name):
    try:
        with zipfile.ZipFile(wheel) as archive:
            tops = {part.partition("/")[0] for part in archive.namelist()}
    except (OSError, zipfile.BadZipFile):
        return False
    return name in tops or f"{name}.py" in tops
