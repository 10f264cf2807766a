"""`viability place`: where a coalition stands among groups that allied and groups that did not."""

from viability.cli.command import command
from viability.cli.request import Request
from viability.errors import FrameworkError


@command
def place(request: Request) -> None:
    """Place a coalition among groups that signed a defence treaty since 1946 and groups that did not.

    The structural index is used, of figures that exist for all states. To sign a treaty is not to be viable.

    Example: viability place --without turkiye
    """
    from viability.analyses.place import place as find_place
    from viability.output.place import sheet, view

    if request.question is not None:
        raise FrameworkError("the structural index answers no question of the study; leave out --question")
    found = find_place(request.edited())
    request.emit(sheet(found), view(found))
