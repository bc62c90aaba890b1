create index change_of_people on consent.change (position desc) where kind not in ('subject', 'address');
create index change_by_day on consent.change (at) where kind in ('granted', 'refused', 'withdrawn');
