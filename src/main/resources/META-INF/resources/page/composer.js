import {byId} from './dom.js';

/** The message box. `send(text)` when something was said, `stop()` when enough is enough. */
export class Composer {
  #text = byId('message');
  #busy = false;

  constructor(send, stop) {
    byId('composer').onsubmit = event => {
      event.preventDefault();
      const text = this.#text.value.trim();
      if (text && !this.#busy) {
        this.#text.value = '';
        this.#grow();
        send(text);
      }
    };
    byId('stop').onclick = stop;
    this.#text.oninput = () => this.#grow();
    this.#text.onkeydown = event => {
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        byId('composer').requestSubmit();
      }
    };
    addEventListener('keydown', event => {
      if (event.key === 'Escape' && this.#busy && !document.querySelector('dialog[open]')) {
        stop();
      }
    });
  }

  /** While a turn runs, Send is Stop; what is typed meanwhile waits. */
  set busy(value) {
    const focused = document.activeElement;
    this.#busy = value;
    byId('send').hidden = value;
    byId('stop').hidden = !value;
    if (focused === byId('stop') || focused === byId('send')) {
      this.focus(); // the button under the finger is gone
    }
  }

  focus() {
    this.#text.focus();
  }

  /** For browsers without field-sizing. */
  #grow() {
    this.#text.style.height = 'auto';
    this.#text.style.height = `${this.#text.scrollHeight}px`;
  }
}
