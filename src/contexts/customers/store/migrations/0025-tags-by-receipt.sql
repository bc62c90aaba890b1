-- The self-check asks who carries a tag by the act that gave it.
create index person_tag_receipt on customers.person_tag (receipt);
-- And by which refresh, end or declaration it may have been taken off.
create index tag_act_of_many on customers.tag_act ((facts ->> 'tag'), at) where person is null;
