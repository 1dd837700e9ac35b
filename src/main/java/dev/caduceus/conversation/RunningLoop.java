package dev.caduceus.conversation;

import dev.caduceus.chat.ChatEvent;
import dev.caduceus.chat.ErrorCode;
import dev.caduceus.chat.FinishReason;
import dev.caduceus.chat.ToolCall;
import dev.caduceus.chat.ToolResult;
import dev.caduceus.conversation.CallAnswers.Answer;
import dev.caduceus.conversation.TurnResult.Round;
import dev.caduceus.tool.Prepared;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole turn on a virtual thread of its own. */
final class RunningLoop implements Turn {
    private static final String CANCELLED = "This call was not run: the turn was cancelled.";
    private static final String CUT_OFF = "This call was not run: the reply was cut off at its limit of new tokens.";

    private final LoopRounds rounds;
    private final CallAnswers answers;
    private final TurnListener listener;
    private final Cancellation cancellation = new Cancellation();
    private final List<Ask> asks = new ArrayList<>();
    private final Map<String, String> names = new HashMap<>();

    RunningLoop(LoopRounds rounds, CallAnswers answers, TurnListener listener) {
        this.rounds = rounds;
        this.answers = answers;
        this.listener = listener;
    }

    /** The first round is asked for on the caller's thread, who so learns at once where it is refused. */
    void start(TurnObserver.Watch watch) {
        TurnEnd first = ask();
        Runnable rest = () -> OneEnd.deliver(listener, () -> loop(first), this::cancel);
        Thread.ofVirtual().name("caduceus-loop").start(watch.around(rest));
    }

    @Override
    public void cancel() {
        cancellation.cancel();
    }

    private TurnResult loop(TurnEnd first) throws InterruptedException {
        TurnEnd asked = first;
        while (true) {
            Round round = rounds.answered(asked.get());
            FinishReason reason = answer(round);
            if (reason != FinishReason.TOOL_CALLS) {
                return rounds.result(reason);
            }
            asked = ask();
        }
    }

    private TurnEnd ask() {
        asks.clear();
        answers.roundBegins();
        var end = new TurnEnd(this::hear);
        cancellation.running(rounds.ask(end));
        return end;
    }

    /** On the round's thread, while the loop waits for the round's end. */
    private void hear(ChatEvent event) {
        switch (event) {
            case ChatEvent.CallBegan(String id, String name) -> {
                names.put(id, name);
                listener.event(event);
            }
            case ChatEvent.CallEnded(ToolCall call) -> {
                Prepared prepared = answers.prepare(call);
                asks.add(new Ask.Call(call, prepared));
                // Clients see the call as it will run, with the conversions that the schema asked for.
                listener.event(
                        prepared instanceof Prepared.Ready ready ? new ChatEvent.CallEnded(ready.call()) : event);
            }
            case ChatEvent.CallBroken(String id, String raw, String reason) -> {
                asks.add(new Ask.Broken(id, names.getOrDefault(id, ""), raw, reason));
                listener.event(event);
            }
            case ChatEvent.Started _,
                    ChatEvent.Text _,
                    ChatEvent.Thinking _,
                    ChatEvent.CallDelta _,
                    ChatEvent.ToolFinished _,
                    ChatEvent.Done _ -> listener.event(event);
        }
    }

    /** @return TOOL_CALLS where the model is to be asked again, else why the turn ends */
    private FinishReason answer(Round round) {
        if (round.finishReason() == FinishReason.CANCELLED || cancellation.requested()) {
            return refuseAll(FinishReason.CANCELLED, ErrorCode.CANCELLED, CANCELLED);
        }
        if (round.finishReason() == FinishReason.LENGTH) {
            return refuseAll(FinishReason.LENGTH, ErrorCode.TOOL_LIMIT, CUT_OFF);
        }
        if (asks.isEmpty()) {
            return FinishReason.STOP;
        }
        int most = answers.limits().rounds();
        if (rounds.count() >= most) {
            return refuseAll(
                    FinishReason.TOOL_LIMIT,
                    ErrorCode.TOOL_LIMIT,
                    "This call was not run: it was made in the last of %d rounds.".formatted(most));
        }
        return answerAll();
    }

    private FinishReason answerAll() {
        FinishReason reason = FinishReason.TOOL_CALLS;
        for (Ask ask : asks) {
            long before = System.nanoTime();
            Answer answer = cancellation.interruptibly(
                    () -> answers.answer(ask),
                    () -> new Answer(CallAnswers.notRun(ask, ErrorCode.CANCELLED, CANCELLED), true));
            finished(answer.result(), System.nanoTime() - before);
            if (answer.ends()) {
                reason = FinishReason.TOOL_LIMIT;
            }
        }
        return cancellation.requested() ? FinishReason.CANCELLED : reason;
    }

    private FinishReason refuseAll(FinishReason reason, ErrorCode code, String message) {
        for (Ask ask : asks) {
            if (ask instanceof Ask.Call) {
                finished(CallAnswers.notRun(ask, code, message), 0);
            }
        }
        return reason;
    }

    private void finished(ToolResult result, long nanos) {
        rounds.finished(result);
        listener.event(new ChatEvent.ToolFinished(result, TimeUnit.NANOSECONDS.toMillis(nanos)));
    }
}
