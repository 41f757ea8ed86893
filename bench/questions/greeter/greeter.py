"""Greets who is in a file: what a project looks like that was written for PyYAML 5 and click 7."""

import click
import yaml


@click.command()
@click.argument("path")
def greet(path: str) -> None:
    """Greet everybody whom the file names."""
    with open(path, encoding="utf-8") as file:
        names = yaml.load(file)
    width, _height = click.get_terminal_size()
    for name in names:
        click.echo(f"Hello {name}"[:width])
    click.echo(yaml.safe_dump(names))


if __name__ == "__main__":
    greet()
