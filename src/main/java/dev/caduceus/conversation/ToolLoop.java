package dev.caduceus.conversation;

import dev.caduceus.chat.CaduceusException;
import dev.caduceus.chat.ToolDefinition;
import dev.caduceus.chat.TurnRequest;
import dev.caduceus.tool.ToolBox;

/**
 * Turns a request into a whole turn: asks the model, runs its calls in the order in which they were written, gives it the
 * results, asks again until it answers or a limit is met. Every call that ended is answered by exactly one
 * {@code ToolFinished}, and by one message for the model, whether it ran or not; so is a broken call, unless the turn ends
 * with it. {@code tool_choice} holds for the first round. Safe for many threads.
 */
public final class ToolLoop {
    private final TurnGenerator model;
    private final ToolBox tools;
    private final LoopLimits limits;
    private final TurnObserver observer;

    public ToolLoop(TurnGenerator model, ToolBox tools, LoopLimits limits) {
        this(model, tools, limits, TurnObserver.NONE);
    }

    public ToolLoop(TurnGenerator model, ToolBox tools, LoopLimits limits, TurnObserver observer) {
        this.model = model;
        this.tools = tools;
        this.limits = limits;
        this.observer = observer;
    }

    public LoopLimits limits() {
        return limits;
    }

    /** As {@link #start(TurnRequest, Transcript, LoopLimits, TurnListener)}, with the loop's own limits. */
    public Turn start(TurnRequest request, TurnListener listener) {
        return start(request, new Transcript(), limits, listener);
    }

    /**
     * Starts the first round as {@link TurnGenerator#start} does.
     *
     * @param request offers tools of the tool box; a call of any other is answered with UNKNOWN_TOOL
     * @throws CaduceusException where the request is refused at once, {@code UNKNOWN_TOOL} where it offers a tool that the
     *     tool box does not have for this caller; the listener then hears nothing
     */
    public Turn start(TurnRequest request, Transcript transcript, LoopLimits limits, TurnListener listener) {
        ToolBox offered = tools.by(request.origin())
                .only(request.tools().stream().map(ToolDefinition::name).toList());
        var rounds = new LoopRounds(model, request, transcript);
        TurnObserver.Watch watch = observer.begins(request);
        var loop = new RunningLoop(rounds, new CallAnswers(offered, limits), new WatchedTurn(watch, listener));
        try {
            watch.around(() -> loop.start(watch)).run();
        } catch (CaduceusException refused) {
            watch.failed(refused);
            throw refused;
        }
        return loop;
    }

    /** Waits for the turn's end; see {@link TurnGenerator#run}. */
    public TurnResult run(TurnRequest request) {
        return TurnEnd.await(listener -> start(request, listener));
    }
}
