"""What machines read of a release: Data Package 2, Croissant 1.0, RO-Crate 1.1.

All three are made of the data package of the dataset and of what the
release says of itself; none holds a time other than the date of the
release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from extractor import schema
from extractor.dataset.citation import Creator, Publication, format_bibtex
from extractor.dataset.datapackage import compute_size_and_hash
from extractor.schema import ColumnSchema, TableSchema
from extractor.version import __version__

__all__ = [
    "PROGRAM_NAME",
    "build_croissant",
    "build_datapackage_v2",
    "build_ro_crate",
    "find_license",
]

PROGRAM_NAME = "budget-disclosures"
_PROFILES = "https://datapackage.org/profiles/2.0"
_LICENSES: Mapping[str, tuple[str, str]] = {
    "CC0-1.0": (
        "Creative Commons Zero 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
    "CC-BY-4.0": (
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
    ),
    "CC-BY-SA-4.0": (
        "Creative Commons Attribution Share-Alike 4.0",
        "https://creativecommons.org/licenses/by-sa/4.0/",
    ),
    "CC-BY-NC-4.0": (
        "Creative Commons Attribution Non-Commercial 4.0",
        "https://creativecommons.org/licenses/by-nc/4.0/",
    ),
    "ODbL-1.0": (
        "Open Data Commons Open Database License 1.0",
        "https://opendatacommons.org/licenses/odbl/1-0/",
    ),
    "ODC-By-1.0": (
        "Open Data Commons Attribution License 1.0",
        "https://opendatacommons.org/licenses/by/1-0/",
    ),
    "MIT": ("MIT License", "https://opensource.org/license/mit"),
}


def find_license(name: str) -> tuple[str, str]:
    """Find title and address of a licence by its SPDX name.

    One that is not listed has the name as title and the address of its
    SPDX page.
    """
    return _LICENSES.get(name, (name, f"https://spdx.org/licenses/{name}.html"))


# --- Data Package 2 -----------------------------------------------------------


def build_datapackage_v2(
    package: Mapping[str, Any], publication: Publication
) -> dict[str, Any]:
    """Build the descriptor by the Data Package Standard 2.0.

    Args:
        package: the descriptor of the dataset, its paths those of the release.
        publication: what the release says of itself.
    """
    title, address = find_license(publication.license)
    built: dict[str, Any] = {
        "$schema": f"{_PROFILES}/datapackage.json",
        "name": package["name"],
        "title": publication.title_zh,
        "titles": {"zh": publication.title_zh, "en": publication.title_en},
        "description": publication.description_zh or package["description"],
        "version": publication.version,
        "created": f"{publication.date.isoformat()}T00:00:00Z",
        "licenses": [{"name": publication.license, "title": title, "path": address}],
        "contributors": [_describe_contributor(each) for each in publication.creators],
        "extractor": {**package["extractor"], "dataset": package["version"]},
        "resources": [
            _build_resource_v2(resource) for resource in package["resources"]
        ],
    }
    if publication.doi:
        built["id"] = publication.address
    if publication.url:
        built["homepage"] = publication.url
    if publication.keywords:
        built["keywords"] = list(publication.keywords)
    return built


def _describe_contributor(creator: Creator) -> dict[str, Any]:
    described: dict[str, Any] = {"title": creator.name, "roles": ["creator"]}
    if creator.family:
        described["familyName"] = creator.family
        described["givenName"] = creator.given
    if creator.affiliation:
        described["organization"] = creator.affiliation
    if creator.orcid:
        described["path"] = f"https://orcid.org/{creator.orcid.rsplit('/', 1)[-1]}"
    return described


def _build_resource_v2(resource: Mapping[str, Any]) -> dict[str, Any]:
    built = {key: value for key, value in resource.items() if key != "profile"}
    built = {"$schema": f"{_PROFILES}/dataresource.json", **built}
    built.setdefault("type", "table")
    if "dialect" in built:
        dialect = {"$schema": f"{_PROFILES}/tabledialect.json", **built["dialect"]}
        built["dialect"] = dialect
    table_schema = dict(built["schema"])
    keys = table_schema.get("foreignKeys", ())
    if keys:
        table_schema["foreignKeys"] = [_build_foreign_key_v2(key) for key in keys]
    table_schema = {"$schema": f"{_PROFILES}/tableschema.json", **table_schema}
    built["schema"] = table_schema
    return built


def _build_foreign_key_v2(key: Mapping[str, Any]) -> dict[str, Any]:
    reference: dict[str, Any] = {"fields": [key["reference"]["fields"]]}
    if key["reference"]["resource"]:
        reference["resource"] = key["reference"]["resource"]
    return {"fields": [key["fields"]], "reference": reference}


# --- Croissant ----------------------------------------------------------------

_CROISSANT_CONTEXT: Mapping[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "equivalentProperty": "cr:equivalentProperty",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
_CROISSANT_FORMATS = {"csv": "text/csv", "parquet": "application/x-parquet"}
_CROISSANT_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "decimal": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}


def build_croissant(
    package: Mapping[str, Any], publication: Publication
) -> dict[str, Any]:
    """Build the Croissant description (MLCommons Croissant 1.0) of the tables.

    A table that is there as CSV is described as CSV, any other as
    Parquet.

    Args:
        package: the descriptor of the dataset, its paths those of the release.
        publication: what the release says of itself.
    """
    resources = [
        each for each in package["resources"] if each["format"] in _CROISSANT_FORMATS
    ]
    address = {}
    if publication.address:
        address["url"] = publication.address
    return {
        "@context": _CROISSANT_CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": package["name"],
        "description": publication.description_en or package["descriptions"]["en"],
        "version": publication.version,
        "datePublished": publication.date.isoformat(),
        "license": find_license(publication.license)[1],
        **address,
        "citeAs": format_bibtex(publication),
        "creator": [
            {"@type": _get_creator_type(each), "name": each.name}
            for each in publication.creators
        ],
        "distribution": [_describe_file_object(each) for each in resources],
        "recordSet": [
            _describe_record_set(schema.get_table(each["name"]), each["path"])
            for each in resources
        ],
    }


def _get_creator_type(creator: Creator) -> str:
    if creator.family:
        return "sc:Person"
    return "sc:Organization"


def _describe_file_object(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": resource["path"],
        "name": resource["path"],
        "description": resource["descriptions"]["en"],
        "contentUrl": resource["path"],
        "contentSize": f"{resource['bytes']} B",
        "encodingFormat": _CROISSANT_FORMATS[resource["format"]],
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _describe_record_set(table: TableSchema, path: str) -> dict[str, Any]:
    described: dict[str, Any] = {
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description_en,
    }
    if table.primary_key:
        described["key"] = [{"@id": f"{table.name}/{n}"} for n in table.primary_key]
    described["field"] = [
        _describe_field(table, column, path) for column in table.columns
    ]
    return described


def _describe_field(
    table: TableSchema, column: ColumnSchema, path: str
) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table.name}/{column.name}",
        "name": column.name,
        "description": column.description_en,
        "dataType": _CROISSANT_TYPES[column.type],
        "source": {"fileObject": {"@id": path}, "extract": {"column": column.name}},
    }


# --- RO-Crate -----------------------------------------------------------------

_RO_CRATE_CONTEXT = "https://w3id.org/ro/crate/1.1/context"
_RO_CRATE_FILE = "ro-crate-metadata.json"
_MEDIA_TYPES = {
    ".bib": "application/x-bibtex",
    ".cff": "text/yaml",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".txt": "text/plain",
}


def build_ro_crate(
    folder: Path, publication: Publication, names: Sequence[str]
) -> dict[str, Any]:
    """Build the RO-Crate 1.1 description of a folder.

    Args:
        folder: the folder of the release.
        publication: what the release says of itself.
        names: the files of the folder, without the description itself.
    """
    title, address = find_license(publication.license)
    creators = list(_iter_creator_entities(publication.creators))
    root: dict[str, Any] = {
        "@id": "./",
        "@type": "Dataset",
        "name": publication.title_en,
        "alternateName": publication.title_zh,
        "description": publication.description_en or publication.title_en,
        "datePublished": publication.date.isoformat(),
        "version": publication.version,
        "license": {"@id": address},
        "author": _refer_to([each["@id"] for each in creators]),
        "hasPart": _refer_to(names),
        "mentions": {"@id": "#reading"},
    }
    if publication.address:
        root["identifier"] = publication.address
        root["url"] = publication.address
    organizations = {
        name: _describe_organization(number, name, publication)
        for number, name in enumerate(_list_organizations(publication), start=1)
    }
    if publication.publisher:
        root["publisher"] = {"@id": organizations[publication.publisher]["@id"]}
    for creator, entity in zip(publication.creators, creators, strict=True):
        if creator.affiliation:
            identifier = organizations[creator.affiliation]["@id"]
            entity["affiliation"] = {"@id": identifier}
    license_entity = {
        "@id": address,
        "@type": "CreativeWork",
        "name": title,
        "identifier": publication.license,
    }
    return {
        "@context": _RO_CRATE_CONTEXT,
        "@graph": [
            {
                "@id": _RO_CRATE_FILE,
                "@type": "CreativeWork",
                "about": {"@id": "./"},
                "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
            },
            root,
            *creators,
            *organizations.values(),
            license_entity,
            *_list_program_entities(names),
            *(_describe_crate_file(folder, name) for name in names),
        ],
    }


def _iter_creator_entities(creators: Sequence[Creator]) -> Iterable[dict[str, Any]]:
    for number, creator in enumerate(creators, start=1):
        entity: dict[str, Any] = {
            "@id": f"#creator-{number}",
            "@type": _get_creator_type(creator).removeprefix("sc:"),
            "name": creator.name,
        }
        if creator.orcid:
            entity["@id"] = f"https://orcid.org/{creator.orcid.rsplit('/', 1)[-1]}"
        yield entity


def _list_organizations(publication: Publication) -> list[str]:
    """List the names of the publisher and of the affiliations, each once."""
    names = [publication.publisher]
    names += [creator.affiliation for creator in publication.creators]
    return [name for name in dict.fromkeys(names) if name]


def _describe_organization(
    number: int, name: str, publication: Publication
) -> dict[str, Any]:
    described = {
        "@id": f"#organization-{number}",
        "@type": "Organization",
        "name": name,
    }
    if name == publication.publisher and publication.publisher_url:
        described["@id"] = publication.publisher_url
        described["url"] = publication.publisher_url
    return described


def _refer_to(identifiers: Sequence[str]) -> Any:
    """Refer to entities: one as a value, several as a list."""
    references = [{"@id": identifier} for identifier in identifiers]
    if len(references) == 1:
        return references[0]
    return references


def _list_program_entities(names: Sequence[str]) -> list[dict[str, Any]]:
    """List the program, and the action by which it made the files."""
    program = {
        "@id": "#program",
        "@type": "SoftwareApplication",
        "name": PROGRAM_NAME,
        "version": __version__,
    }
    action = {
        "@id": "#reading",
        "@type": "CreateAction",
        "name": "Figures read from published disclosures",
        "instrument": {"@id": "#program"},
        "result": _refer_to([name for name in names if name.endswith(".csv")]),
    }
    return [program, action]


def _describe_crate_file(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    size, digest = compute_size_and_hash(path)
    described = {
        "@id": name,
        "@type": "File",
        "name": name,
        "contentSize": str(size),
        "encodingFormat": _MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        "sha256": digest.removeprefix("sha256:"),
    }
    if path.suffix in (".csv", ".parquet") and _is_table_name(path.stem):
        described["description"] = schema.get_table(path.stem).description_en
    return described


def _is_table_name(name: str) -> bool:
    return any(table.name == name for table in schema.load_tables())
