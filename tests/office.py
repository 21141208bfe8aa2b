"""LibreOffice as another program that writes and opens files: started once for all that a test converts."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")

FILTERS = {
    "doc": "MS Word 97", "rtf": "Rich Text Format", "odt": "writer8", "fodt": "OpenDocument Text Flat XML",
    "docx": "MS Word 2007 XML", "html": "HTML (StarWriter)", "ods": "calc8",
}  # fmt: skip
"""The filters that ``--convert-to`` takes, by the ending of what is written."""
CSV_OPTIONS = "44,34,76,1,,0,false,true"
"""Commas, double quotes, UTF-8, from the first line, numbers as they are typed."""
CSV_FILTER = "Text - txt - csv (StarCalc)"

# The program would otherwise put its own empty library in the place of this one.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/Office"><prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop></item>
</oor:items>
"""
_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library">
<library:library library:name="Standard" library:link="false"/>
</library:libraries>
"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
<library:element library:name="Convert"/>
</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Convert" script:language="StarBasic">
Sub ConvertAll(list As String)
    Dim opening(2) As New com.sun.star.beans.PropertyValue
    Dim saving(0) As New com.sun.star.beans.PropertyValue
    Dim source As String, former As String, filter As String, options As String, target As String, written As String
    Dim document As Object, number As Integer
    opening(0).Name = "Hidden"
    opening(0).Value = True
    opening(1).Name = "FilterName"
    opening(2).Name = "FilterOptions"
    saving(0).Name = "FilterName"
    number = FreeFile
    On Error Resume Next
    Open list For Input As #number
    Do While Not Eof(number)
        Line Input #number, source
        Line Input #number, filter
        Line Input #number, options
        Line Input #number, target
        Line Input #number, written
        opening(1).Value = filter
        opening(2).Value = options
        saving(0).Value = written
        If source &lt;&gt; former Then
            If former &lt;&gt; "" Then document.close(True)
            document = StarDesktop.loadComponentFromURL(source, "_blank", 0, opening())
            former = source
        End If
        document.storeToURL(target, saving())
    Loop
    StarDesktop.terminate()
End Sub
</script:module>
"""


def convert_files(pairs: Iterable[tuple[Path, Path]], profile: Path) -> None:
    """Write each source anew as its target, in the format of its ending.

    One start does all of them and opens neighbours of one source once. The program may fall over a document that it has
    written already: the next start begins there. What no such start makes is made by one of its own.
    """
    _write_macro(profile)
    missing, former = list(pairs), []
    for _, target in missing:
        target.parent.mkdir(parents=True, exist_ok=True)
    while missing and missing != former:
        former = missing
        listed = profile / "files.txt"
        listed.write_text("".join(f"{line}\n" for pair in missing for line in _describe_conversion(*pair)), encoding="utf-8")
        _start(profile, f'macro:///Standard.Convert.ConvertAll("{listed}")')
        missing = [pair for pair in missing if not pair[1].exists()]
    for source, target in missing:
        options = [f"--infilter=CSV:{CSV_OPTIONS}"] if source.suffix == ".csv" else []
        _start(profile, *options, "--convert-to", target.suffix[1:], "--outdir", str(target.parent), str(source))


def _describe_conversion(source: Path, target: Path) -> tuple[str, ...]:
    """What the macro reads of one file: its URL, its filter and the options of that, and where it goes and how."""
    opened = (CSV_FILTER, CSV_OPTIONS) if source.suffix == ".csv" else ("", "")
    return (source.as_uri(), *opened, target.as_uri(), FILTERS[target.suffix[1:]])


def _write_macro(profile: Path) -> None:
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
    (library.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Convert.xba").write_text(_MODULE, encoding="utf-8")


def _start(profile: Path, *words: str) -> None:
    command = [str(OFFICE), f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *words]
    subprocess.run(command, capture_output=True, timeout=3600, check=False)  # the exit code says nothing
