"""As `himalia_adapter`, for the tests of jupyterlab_server: a JupyterLab folder made of the folders that a test fills."""

import sys
from pathlib import Path

import pytest
from himalia_adapter import *  # noqa: F403
from pytest_jupyter.utils import mkdir

INSTALLED = Path(sys.prefix) / "share" / "jupyter" / "lab"


class LabApp:
    """Takes the place of LabServerApp: folders, of which those of the application lie below one."""

    def __init__(self, application, folders):
        self.__dict__.update(application=application, **folders)

    def _link_jupyter_server_extension(self, serverapp):
        self.__dict__["serverapp"] = serverapp

    def initialize(self):
        for name in ("user_settings_dir", "workspaces_dir"):
            self.serverapp.configure("LabApp", name, str(self.__dict__[name]))
        self.serverapp.configure("LabApp", "extra_labextensions_path", [str(self.labextensions_dir)])
        self.serverapp.configure("LabApp", "app_dir", str(self.application))

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        pytest.skip(f"reaches into Python: LabServerApp.{name}")

    def __setattr__(self, name, value):
        if name != "static_dir":
            pytest.skip(f"reaches into Python: LabServerApp.{name}")
        link(self.application / "static", Path(value))
        for installed in (INSTALLED / "static").iterdir():
            if not (there := Path(value) / installed.name).exists() and "licenses" not in installed.name:
                link(there, installed)


def link(path, target):
    path.unlink(missing_ok=True)
    path.symlink_to(target)


@pytest.fixture
def make_labserver_extension_app(
    make_labserver_extension_app,
    monkeypatch,
    tmp_path,
    app_settings_dir,
    user_settings_dir,
    schemas_dir,
    workspaces_dir,
    labextensions_dir,
):
    """The original fills the folders. Himalia's own front ends, which have more settings, are not there."""
    monkeypatch.setenv("HIMALIA__FRONTENDS__UI_DIR", str(mkdir(tmp_path, "ui")))

    def make(**kwargs):
        make_labserver_extension_app(**kwargs)
        application = tmp_path / "lab"
        application.mkdir()
        link(application / "static", INSTALLED / "static")
        link(application / "schemas", schemas_dir)
        link(application / "settings", app_settings_dir)
        folders = {
            "app_settings_dir": app_settings_dir,
            "user_settings_dir": user_settings_dir,
            "workspaces_dir": workspaces_dir,
            "labextensions_dir": labextensions_dir,
        }
        return LabApp(application, folders)

    return make
