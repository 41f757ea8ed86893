import { Command } from "commander";
import type { Docker } from "../../../docker/engine/docker.ts";
import { deleteImages, listImages, type PackageImage } from "../../../docker/image/images.ts";
import { quoted } from "../../../errors/quoted.ts";
import { UsageError } from "../../../errors/usage-error.ts";
import { countText } from "../../../exec/figure.ts";
import { printableJson } from "../../../exec/printable.ts";
import { isProjectName, normalizeName } from "../../../releases/project-name.ts";
import { type Context, withWorkshop } from "../../context.ts";
import { columns, sizeText } from "../../text.ts";

/** `importgraph images list|delete`. */
export function imagesCommand(context: Context): Command {
  const command = new Command("images").description(
    "list or delete the images that packages are explored in",
  );
  command
    .command("list", { isDefault: true })
    .description("what images there are, and how large")
    .argument("[names...]", "only those of these distributions")
    .option("--json", "for a program")
    .action(async (names: string[], options: { json?: boolean }) => {
      const images = await withWorkshop(context, async (workshop) => {
        return await chosenImages(await workshop.docker(context.say), context, names);
      });
      if (options.json === true) {
        context.out(printableJson(images));
      } else if (images.length === 0) {
        context.say("There are no package images.");
      } else {
        context.out(columns(images.map(imageRow)));
      }
    });
  command
    .command("delete")
    .description("delete images; shards and base images stay")
    .argument("[names...]", "those of these distributions, or NAME==VERSION")
    .option("--all", "every package image")
    .option("--json", "for a program: what was deleted")
    .action(async (names: string[], options: { all?: boolean; json?: boolean }) => {
      if ((names.length === 0) !== (options.all === true)) {
        throw new UsageError({ message: "name the distributions whose images to delete, or give --all" });
      }
      const images = await withWorkshop(context, async (workshop) => {
        const docker = await workshop.docker(context.say);
        const chosen = await chosenImages(docker, context, names);
        await deleteImages(docker, chosen, { signal: context.signal });
        return chosen;
      });
      if (options.json === true) {
        context.out(printableJson(images));
      } else {
        context.say(`Deleted ${countText(images.length, "image")}.`);
      }
    });
  return command;
}

async function chosenImages(
  docker: Docker,
  context: Context,
  names: readonly string[],
): Promise<PackageImage[]> {
  const images = await listImages(docker, { signal: context.signal });
  const wanted = names.map(wantedImages);
  return wanted.length === 0 ? images : images.filter((image) => wanted.some((matches) => matches(image)));
}

function wantedImages(argument: string): (image: PackageImage) => boolean {
  const [name = "", version] = argument.split("==", 2);
  if (!isProjectName(name)) {
    throw new UsageError({ message: `${quoted(argument)} is not the name of a Python distribution` });
  }
  const normalizedName = normalizeName(name);
  return (image) => image.name === normalizedName && (version === undefined || image.version === version);
}

function imageRow(image: PackageImage): string[] {
  return [
    image.name,
    image.version,
    sizeText(image.sizeBytes),
    image.created.slice(0, 10),
    image.tag ?? "(replaced)",
  ];
}
