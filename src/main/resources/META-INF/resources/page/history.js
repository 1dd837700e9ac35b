import {Answer} from './answer.js';
import {close} from './figures.js';

/** A conversation's messages, and what is remembered of its turns → turns: `{said, answer}` in order. */
export function turnsOf(messages, remembered) {
  const rest = [...remembered];
  const turns = [];
  for (const message of messages) {
    const {answer, more} = turns.at(-1) ?? {};
    if (message.role === 'user') {
      turns.push({said: message.text, answer: new Answer(), more: take(rest, message.text)});
    } else if (message.role === 'assistant') {
      message.parts.forEach(part => show(part, answer));
    } else if (message.role === 'tool') {
      const {content, error} = result(message.content);
      answer.card(message).result({result: content, error, millis: more?.millis[message.id]});
    }
  }
  for (const {answer, more} of turns) {
    answer.over();
    if (more) {
      close(answer, more);
    }
  }
  return turns;
}

/** The next turn remembered in which that was said; those before it are not part of the conversation. */
function take(rest, said) {
  const found = rest.findIndex(turn => turn.body.message === said);
  return found < 0 ? undefined : rest.splice(0, found + 1).at(-1);
}

function show(part, answer) {
  if (part.call) {
    answer.card(part.call).call(part.call);
  } else if (part.thinking !== undefined) {
    answer.thinking(part.thinking);
  } else {
    answer.token(part.text);
  }
}

function result(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {content: text};
  }
}
