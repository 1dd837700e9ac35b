import {byId, h} from './dom.js';
import {read, write} from './kept.js';

const NUMBERS = {temperature: 'temperature', tokens: 'max_new_tokens'};
const CHOICES = {auto: 'the model decides', none: 'no function', required: 'some function'};

/** The settings dialog: what is left empty is the service's to decide. */
export class Settings {
  #kept = read('settings', {});

  constructor() {
    byId('open-settings').onclick = () => byId('settings').showModal();
    for (const [id, option] of Object.entries(NUMBERS)) {
      const field = byId(id);
      field.value = this.#kept[option] ?? '';
      field.oninput = () => this.#keep(option, field.value === '' || !field.validity.valid ? undefined : field.valueAsNumber);
    }
    byId('choice').onchange = event => this.#keep('tool_choice', event.target.value === 'auto' ? undefined : event.target.value);
    this.#theme();
  }

  /** The options of a request; undefined where all are as the service has them. */
  get options() {
    return Object.keys(this.#kept).length ? {...this.#kept} : undefined;
  }

  /** A function that is gone can't be chosen any more. */
  show(functions) {
    const names = functions.map(tool => tool.name);
    const groups = Object.entries(CHOICES).map(([value, words]) => h('option', {value}, words));
    byId('choice').replaceChildren(...groups, ...names.map(name => h('option', {value: name}, name)));
    const kept = this.#kept.tool_choice;
    if (kept && !(kept in CHOICES) && !names.includes(kept)) {
      this.#keep('tool_choice', undefined);
    }
    byId('choice').value = this.#kept.tool_choice ?? 'auto';
  }

  #keep(option, value) {
    if (value === undefined) {
      delete this.#kept[option];
    } else {
      this.#kept[option] = value;
    }
    write('settings', this.#kept);
  }

  /** Kept as a plain word, for theme.js reads it before the page is painted. */
  #theme() {
    const root = document.documentElement;
    byId('theme').value = root.dataset.theme ?? '';
    byId('theme').onchange = ({target: {value}}) => {
      if (value) {
        root.dataset.theme = value;
      } else {
        delete root.dataset.theme;
      }
      try {
        localStorage.setItem('caduceus.theme', value);
      } catch {
        // For this visit only, then.
      }
    };
  }
}
