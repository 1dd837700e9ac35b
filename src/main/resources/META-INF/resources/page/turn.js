import {say, warn} from './announce.js';
import {Refused, turn} from './api.js';
import {h} from './dom.js';
import {close, endNote} from './figures.js';
import {remember} from './kept.js';

/** Runs one turn into `answer`; ends when it is done, failed or aborted. Never throws. */
export async function run(body, answer, signal, again) {
  const running = new Running(body, answer, again);
  try {
    for await (const {event, data} of turn(body, signal)) {
      running.hear(event, data);
    }
    if (!running.ended) {
      running.failed({code: 'DISCONNECTED', message: 'The connection ended before the answer did.'});
    }
  } catch (error) {
    running.brokenOff(error, signal.aborted);
  } finally {
    answer.over();
  }
}

class Running {
  ended = false;
  #millis = {};

  constructor(body, answer, again) {
    this.body = body;
    this.answer = answer;
    this.again = again;
  }

  hear(event, data) {
    switch (event) {
      case 'token': return this.answer.token(data.text);
      case 'thinking': return this.answer.thinking(data.text);
      case 'tool_call_delta': return this.answer.card(data).delta(data);
      case 'tool_call':
        say(`Calls ${data.name}`);
        return this.answer.card(data).call(data);
      case 'tool_result':
        this.#millis[data.id] = data.millis;
        say(data.error ? `${data.name} failed: ${data.error.message}` : `${data.name} answered`);
        this.answer.card(data).result(data);
        return this.answer.wait();
      case 'done': return this.done(data);
      case 'failed': return this.failed(data);
    }
  }

  done(data) {
    this.ended = true;
    say([this.answer.text, endNote(data)].filter(Boolean).join(' ') || 'No words came with it.');
    this.#close(data);
  }

  failed({code, message, request}) {
    this.ended = true;
    warn(message);
    this.answer.add(h('div', {className: 'trouble'},
      h('p', {}, h('strong', {}, 'That did not work. '), message),
      h('p', {}, h('code', {}, [code, request].filter(Boolean).join(' · '))),
      h('button', {type: 'button', className: 'primary', onclick: this.again}, 'Try again')));
  }

  brokenOff(error, aborted) {
    if (aborted) {
      say('Stopped.');
      this.#close();
    } else if (error instanceof Refused) {
      this.failed(error);
    } else {
      console.error(error);
      this.failed({code: 'DISCONNECTED', message: `The connection was lost (${error.message}).`});
    }
  }

  #close(done) {
    const turn = {body: this.body, done, millis: this.#millis};
    close(this.answer, turn);
    remember(turn);
  }
}
