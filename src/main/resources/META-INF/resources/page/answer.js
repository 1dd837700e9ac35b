import {Card} from './card.js';
import {h} from './dom.js';
import {nodes} from './markdown.js';

/** Longer texts are laid out anew at most this often while they grow. */
const LAYOUT_MILLIS = 60;

/** Everything an assistant's turn consists of, in the order in which it happened. */
export class Answer {
  #cards = new Map();
  #last = null;
  #waiting = h('div', {className: 'waiting', 'aria-hidden': 'true'}, h('i'), h('i'), h('i'));
  #text = '';

  constructor() {
    this.element = h('article', {className: 'answer', 'aria-label': 'Answer', 'aria-busy': 'true'}, this.#waiting);
  }

  /** The answer as Markdown, without calls and thoughts. */
  get text() {
    return this.#text.trim();
  }

  token(text) {
    this.#text += text;
    this.#block('prose', () => new Prose()).add(text);
  }

  thinking(text) {
    this.#block('thinking', () => new Thought()).add(text);
  }

  /** The card of the call `id`, a new one if there is none yet. */
  card({id, name}) {
    if (!this.#cards.has(id)) {
      const card = new Card(name);
      this.#cards.set(id, card);
      this.#put(card, 'card');
      this.#text += '\n\n';
    }
    return this.#cards.get(id);
  }

  /** The model reads; nothing to see yet. */
  wait() {
    this.element.append(this.#waiting);
  }

  /** A node that is none of the model's: a note, an error, the figures. */
  add(node) {
    this.#last?.block.flush?.();
    this.#last = null;
    this.#waiting.remove();
    this.element.append(node);
  }

  over() {
    this.#last?.block.flush?.();
    this.#waiting.remove();
    this.#cards.forEach(card => card.stopped());
    this.element.setAttribute('aria-busy', 'false');
  }

  #block(kind, make) {
    if (this.#last?.kind !== kind) {
      this.#put(make(), kind);
    }
    return this.#last.block;
  }

  #put(block, kind) {
    this.#last?.block.flush?.();
    this.#last = {kind, block};
    this.element.append(block.element);
    if (kind === 'prose' && this.#waiting.isConnected) {
      // Until something shows, the dots stay: models like to begin with a line break.
      this.element.append(this.#waiting);
      block.onShown = () => this.#waiting.remove();
    } else {
      this.#waiting.remove();
    }
  }
}

class Prose {
  element = h('div', {className: 'prose', hidden: true});
  #markdown = '';
  #timer = 0;

  add(text) {
    this.#markdown += text;
    this.#timer ||= setTimeout(() => this.flush(), LAYOUT_MILLIS);
  }

  flush() {
    clearTimeout(this.#timer);
    this.#timer = 0;
    this.element.replaceChildren(nodes(this.#markdown));
    this.element.hidden = !this.#markdown.trim();
    if (!this.element.hidden) {
      this.onShown?.();
    }
  }
}

class Thought {
  #words = h('p');
  element = h('details', {className: 'thinking'}, h('summary', {}, 'Thinking'), this.#words);

  add(text) {
    this.#words.append(text);
  }
}
