import { escapeXml } from '../xml.ts';

/** Text that is markup already. All other text is escaped where it meets markup, so that nothing gets through by oversight. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | undefined | readonly Content[];

/** A template of markup: what is put into it is escaped, lists are joined, undefined is left out. */
export function html(parts: TemplateStringsArray, ...contents: readonly Content[]): Markup {
  return new Markup(parts.map((part, index) => part + written(contents[index])).join(''));
}

function written(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Markup) return content.text;
  return typeof content === 'string' || typeof content === 'number' ? escapeXml(String(content)) : content.map(written).join('');
}
