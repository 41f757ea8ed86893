/** A plug-in of Django that was never seen, explored with the rules that are shipped, in the real sandbox. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunStand, setUpRuns } from "../cli/testing/run-stand.ts";
import { openShard } from "../shard/open-shard.ts";
import type { Shard } from "../shard/shard.ts";

const FILES: Readonly<Record<string, string>> = {
  "pyproject.toml": `\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "house-shop"
version = "1.0"
dependencies = ["django>=5,<6"]
[tool.setuptools]
packages = ["house_shop", "house_shop.broken", "house_shop.stock"]
`,
  "house_shop/__init__.py": "",
  "house_shop/apps.py": `\
from django.apps import AppConfig

class ShopConfig(AppConfig):
    name = "house_shop"
`,
  "house_shop/models.py": `\
from django.contrib.auth import get_user_model
from django.db import models

class Order(models.Model):
    """An order of a user."""

    user = models.ForeignKey(get_user_model(), models.CASCADE)
`,
  "house_shop/admin.py": `\
from django.contrib import admin
from django.contrib.auth import get_user_model
from .models import Order

@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    users = [field.name for field in get_user_model()._meta.get_fields()]
`,
  "house_shop/addresses.py":
    "from django.urls import get_resolver\n\nFOUND = len(get_resolver().url_patterns)\n",
  "house_shop/middleware.py": `\
def shop_middleware(get_response):
    return get_response
`,
  "house_shop/stock/__init__.py": "",
  "house_shop/stock/models.py": `\
from django.conf import settings
from django.db import models

assert "house_shop.middleware.shop_middleware" in settings.MIDDLEWARE

class Item(models.Model):
    """An item in stock."""
`,
  "house_shop/broken/__init__.py": "",
  "house_shop/broken/apps.py": `\
from django.apps import AppConfig

class BrokenConfig(AppConfig):
    name = "house_shop.broken"

    def ready(self):
        raise ValueError("wants what is not there")
`,
};

const MODULES = ["house_shop.models", "house_shop.admin", "house_shop.addresses", "house_shop.stock.models"];

let stand: RunStand;
let project: string;

beforeAll(async () => {
  stand = await setUpRuns([]);
  project = join(stand.folder, "house-shop");
  for (const [path, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
});

afterAll(() => stand.tearDown());

async function explored(): Promise<Shard> {
  const { out, err } = await stand.importgraph(["explore", project, "--json"]);
  const [outcome] = JSON.parse(out);
  expect(outcome?.status, err).toBe("explored");
  return await openShard(outcome.shard);
}

test("an app that Django does not know is registered with all others, and one that fails stops none", async () => {
  const shard = await explored();
  expect(shard.problems.map(({ module, stage, message }) => [module, stage, message])).toEqual([
    ["", "site", "setup of django: house_shop.broken: ValueError: wants what is not there"],
  ]);
  for (const module of [...MODULES, "house_shop.broken.apps"]) {
    expect(shard.node(module)?.imported, module).toBeUndefined();
  }
  // What a registry that is complete makes of a model.
  expect(Object.keys(shard.node("house_shop.models.Order")?.members ?? {})).toEqual(
    expect.arrayContaining(["DoesNotExist", "user", "user_id"]),
  );
});

test("rules can be switched off, and what a package says itself takes their place", async () => {
  const path = join(stand.root, "pkginfo", "djangorestframework.yaml");
  const problemsWith = async (more: string) => {
    await writeFile(path, `name: djangorestframework\nversion: 3.18.3\n${more}`);
    const [outcome] = JSON.parse((await stand.importgraph(["explore", "djangorestframework", "--json"])).out);
    expect(outcome.status).toBe("explored");
    return (await openShard(outcome.shard)).problems.map(({ module, error }) => `${module} ${error}`);
  };
  expect(await problemsWith("")).toEqual([]);
  expect(await problemsWith("setup: false\n")).toContain("rest_framework.views ImproperlyConfigured");
  expect(await problemsWith("setup: raise LookupError\n")).toEqual(
    expect.arrayContaining([" LookupError", "rest_framework.views ImproperlyConfigured"]),
  );
});
