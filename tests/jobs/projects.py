"""REFI-QDA projects put together by hand, taken into studies, for the tests of jobs."""

import zipfile
from uuid import NAMESPACE_OID, uuid5

from practicelearn.jobs.exchange import keep_import, read_import

TALK = (
    "Focus group, north\nPresent: five\n\nF1: How is it?\nP1: No desk by noon.\nP2: I hold thirty."
)


def g(name):
    return str(uuid5(NAMESPACE_OID, name))


def value(variable, said):
    return (
        f'<VariableValue><VariableRef targetGUID="{g(variable)}"/>'
        f"<TextValue>{said}</TextValue></VariableValue>"
    )


class Made:
    """A REFI-QDA project put together by hand."""

    def __init__(self):
        self.texts, self.selections, self.cases, self.beside = {}, {}, "", ""
        self.users, self.codes = ("kim", "sam", "Idle"), ("desk", "time")

    def code(self, text, start, end, *codes, user="kim", note=""):
        own = self.selections.setdefault(text, [])
        n = sum(map(len, self.selections.values()))
        codings = "".join(
            f'<Coding guid="{g(f"{text}{n}{k}")}" creatingUser="{g(user)}">'
            f'<CodeRef targetGUID="{g(code)}"/></Coding>'
            for k, code in enumerate(codes)
        )
        said = f"<Description>{note}</Description>" if note else ""
        own.append(
            f'<PlainTextSelection guid="{g(f"{text}{n}")}" startPosition="{start}" '
            f'endPosition="{end}" creatingUser="{g(user)}">{said}{codings}</PlainTextSelection>'
        )

    def write(self, path, origin="NVivo for Windows 12.6"):
        users = "".join(f'<User guid="{g(u)}" name="{u}"/>' for u in self.users)
        codes = "".join(f'<Code guid="{g(c)}" name="{c}" isCodable="true"/>' for c in self.codes)
        sources = "".join(
            f'<TextSource guid="{g(name)}" name="{name}" plainTextPath="internal://{g(name)}.txt">'
            f"{''.join(self.selections.get(name, ()))}</TextSource>"
            for name in self.texts
        )
        xml = (
            f'<Project xmlns="urn:QDA-XML:project:1.0" name="P" origin="{origin}">'
            f"<Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook>{self.cases}"
            f"<Sources>{sources}</Sources>{self.beside}</Project>"
        )
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("project.qde", xml)
            for name, text in self.texts.items():
                packed.writestr(f"sources/{g(name)}.txt", text.encode())
        return path


def taken_in(file, folder, **options):
    return keep_import(read_import(file, folder), folder, no_names=True, **options)


def lines(made):
    return made.account.set_index("what")
