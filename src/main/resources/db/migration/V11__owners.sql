-- A conversation is its owner's: a caller's name, empty for anonymous callers. The same id of two owners is two
-- conversations. A key can't be changed under its two names in the same SQL for H2 and PostgreSQL, so the tables are made anew.

create table owned_conversation (
    owner varchar(255) not null,
    id varchar(64) not null,
    used_at timestamp with time zone not null,
    primary key (owner, id)
);

create table owned_turn (
    owner varchar(255) not null,
    conversation_id varchar(64) not null,
    turn_number integer not null,
    -- A JSON array: the user's message and everything that the turn produced.
    messages text not null,
    primary key (owner, conversation_id, turn_number),
    foreign key (owner, conversation_id) references owned_conversation (owner, id) on delete cascade
);

insert into owned_conversation (owner, id, used_at) select '', id, used_at from conversation;
insert into owned_turn (owner, conversation_id, turn_number, messages)
    select '', conversation_id, turn_number, messages from conversation_turn;

drop table conversation_turn;
drop table conversation;
alter table owned_conversation rename to conversation;
alter table owned_turn rename to conversation_turn;

create index conversation_idle on conversation (used_at);
