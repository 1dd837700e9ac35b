import {byId, h} from './dom.js';
import {read, write} from './kept.js';

/** Which functions the model is offered. What is kept is what was ticked off, so that a new function is offered. */
export class Functions {
  #all = [];
  #off = new Set(read('off', []));

  constructor() {
    byId('open-tools').onclick = () => byId('tools').showModal();
    byId('all-tools').onclick = () => this.#set(() => false);
    byId('no-tools').onclick = () => this.#set(() => true);
  }

  get all() {
    return this.#all;
  }

  /** Their names for a request; undefined where all are offered, which needs no saying. */
  get chosen() {
    const on = this.#all.filter(tool => !this.#off.has(tool.name)).map(tool => tool.name);
    return on.length === this.#all.length ? undefined : on;
  }

  show(all) {
    this.#all = all;
    byId('tool-list').replaceChildren(...all.map(tool => this.#row(tool)));
    this.#count();
  }

  #row(tool) {
    const box = h('input', {
      type: 'checkbox',
      name: tool.name,
      checked: !this.#off.has(tool.name),
      onchange: () => this.#tick(tool.name, box.checked),
    });
    const parameters = Object.keys(tool.parameters.properties ?? {}).join(', ');
    return h('li', {}, h('label', {}, box,
      h('code', {}, tool.name),
      h('span', {className: 'about'}, `${tool.description} `, h('code', {}, `(${parameters})`))));
  }

  #tick(name, on) {
    if (on) {
      this.#off.delete(name);
    } else {
      this.#off.add(name);
    }
    this.#count();
  }

  #set(off) {
    this.#off = new Set(this.#all.filter(off).map(tool => tool.name));
    byId('tool-list').querySelectorAll('input').forEach(box => { box.checked = !this.#off.has(box.name); });
    this.#count();
  }

  #count() {
    write('off', [...this.#off]);
    const on = this.chosen?.length ?? this.#all.length;
    byId('tool-count').textContent = `${on} of ${this.#all.length} offered`;
    byId('offered').textContent = `${on} of ${this.#all.length} functions offered`;
  }
}
