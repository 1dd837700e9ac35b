import {h} from './dom.js';
import {gist, shown, signature} from './values.js';

const SIGNS = {writing: '…', running: '▸', done: '✓', failed: '!', stopped: '–'};

/** One call of a function, from the first character of its arguments to its result. Open while it is under way. */
export class Card {
  #written = h('pre', {className: 'written'});
  #sign = h('span', {className: 'sign', 'aria-hidden': 'true'});
  #name = h('b');
  #arguments = h('span');
  #end = h('span', {className: 'end'});
  #gist = h('span', {className: 'gist'});
  #asked = h('section', {}, h('p', {className: 'label'}, 'Arguments'), this.#written);
  #inside = h('div', {className: 'inside'}, this.#asked);

  constructor(name) {
    this.element = h('details', {className: 'card', open: true},
      h('summary', {},
        this.#sign,
        h('span', {className: 'call'}, this.#name, this.#arguments),
        this.#end,
        this.#gist),
      this.#inside);
    this.#name.textContent = name || 'function';
    this.#state('writing', 'is being written');
  }

  get name() {
    return this.#name.textContent;
  }

  get over() {
    return !['writing', 'running'].includes(this.element.dataset.state);
  }

  /** More of the arguments, as the model writes them. */
  delta({name, arguments_delta: delta}) {
    if (name) {
      this.#name.textContent = name;
    }
    this.#written.append(delta);
  }

  /** The arguments are whole, and the function runs. */
  call({name, arguments: given, tolerances = []}) {
    this.#name.textContent = name;
    this.#arguments.textContent = `(${signature(given)})`;
    this.#written.replaceWith(Object.keys(given).length ? shown(given) : 'none');
    if (tolerances.length) {
      this.#asked.append(h('p', {className: 'tolerated'}, `Read with tolerance: ${tolerances.join(', ')}`));
    }
    this.#state('running', 'runs');
  }

  /** The function answered; `millis` is unknown in what another browser asked. */
  result({result, error, millis}) {
    const time = millis === undefined ? '' : `${millis} ms`;
    if (error) {
      this.#gist.textContent = error.message;
      this.#inside.append(h('section', {}, h('p', {className: 'label'}, 'Error'),
        h('p', {className: 'error'}, h('code', {}, error.code), ` ${error.message}`)));
      this.#state('failed', ['failed', time].filter(Boolean).join(' · '));
    } else {
      this.#gist.textContent = gist(result);
      this.#inside.append(h('section', {}, h('p', {className: 'label'}, 'Result'), shown(result)));
      this.#state('done', time || 'done');
    }
    this.element.open = false;
  }

  /** Nobody waits for it any more. */
  stopped() {
    if (!this.over) {
      this.#state('stopped', 'stopped');
      this.element.open = false;
    }
  }

  #state(state, words) {
    this.element.dataset.state = state;
    this.#sign.textContent = SIGNS[state];
    this.#end.textContent = words;
  }
}
