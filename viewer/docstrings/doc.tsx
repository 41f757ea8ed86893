/** A docstring on a page. Its texts become text nodes, and nothing else. */

import type { Links } from "../data/objects.ts";
import { OutsideLink } from "../parts/outside-link.tsx";
import { Annotation } from "../parts/signature.tsx";
import { areNamesLinks, type Block, type Entry, type Inline, nameIn } from "./blocks.ts";

/** Blocks of a docstring, whose names are links where it is known what they mean. */
export function Doc({ blocks, links }: { blocks: readonly Block[]; links: Links }) {
  return (
    <div class="doc" dir="auto">
      <Blocks blocks={blocks} links={links} />
    </div>
  );
}

function Blocks({ blocks, links }: { blocks: readonly Block[]; links: Links }) {
  return (
    <>
      {blocks.map((block, index) => (
        <OneBlock key={String(index)} block={block} links={links} />
      ))}
    </>
  );
}

function OneBlock({ block, links }: { block: Block; links: Links }) {
  switch (block.kind) {
    case "paragraph":
      return (
        <p>
          <Text parts={block.content} links={links} />
        </p>
      );
    case "heading":
      return (
        <h2>
          <Text parts={block.content} links={links} />
        </h2>
      );
    case "code":
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard.
        <pre class="example" dir="ltr" tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      );
    case "list": {
      const items = block.items.map((item, index) => (
        <li key={String(index)}>
          <Blocks blocks={item} links={links} />
        </li>
      ));
      return block.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
    }
    case "entries":
      return <Entries title={block.title} entries={block.entries} links={links} />;
    case "note":
      return (
        <div class={`said said-${block.tone}`}>
          <p class="said-title">{block.title}</p>
          <Blocks blocks={block.body} links={links} />
        </div>
      );
    case "quote":
      return (
        <blockquote>
          <Blocks blocks={block.body} links={links} />
        </blockquote>
      );
  }
}

function Entries({ title, entries, links }: { title: string; entries: readonly Entry[]; links: Links }) {
  return (
    <section class="entries">
      {title !== "" && <h2>{title}</h2>}
      <dl>
        {entries.map(({ name, type, body }, index) => (
          <div key={String(index)}>
            {(name !== "" || type !== undefined) && (
              <dt>
                {name !== "" && <NameOrLink text={name} links={areNamesLinks(title) ? links : NONE} />}
                {type !== undefined && (
                  <span class="entry-type">
                    <Annotation text={type.replace(/:\w+:(?=`)|[`~]/g, "")} links={links} />
                  </span>
                )}
              </dt>
            )}
            <dd>
              <Blocks blocks={body} links={links} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const NONE: Links = new Map();

function NameOrLink({ text, links }: { text: string; links: Links }) {
  const href = links.get(nameIn(text)[0] ?? "");
  return <code>{href === undefined ? text : <a href={href}>{text}</a>}</code>;
}

function Text({ parts, links }: { parts: readonly Inline[]; links: Links }) {
  return (
    <>
      {parts.map((part, index) => (
        <OnePart key={String(index)} part={part} links={links} />
      ))}
    </>
  );
}

function OnePart({ part, links }: { part: Inline; links: Links }) {
  switch (part.kind) {
    case "text":
      return <>{part.text}</>;
    case "strong":
      return <strong>{part.text}</strong>;
    case "emphasis":
      return <em>{part.text}</em>;
    case "link":
      return <OutsideLink text={part.text} href={part.href} />;
    case "code": {
      const href = links.get(nameIn(part.target ?? part.text)[0] ?? "");
      return <code>{href === undefined ? part.text : <a href={href}>{part.text}</a>}</code>;
    }
  }
}
