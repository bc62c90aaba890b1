-- What is known about a person's age is one of: a day on which they were of age (born, or only declared), a sealed birth date, a day on which
-- they declared to be 14, a sign of minority. Better knowledge replaces worse (decision 0038).
alter table consent.subject add column adult_born boolean not null default false;
alter table consent.subject add column fourteen_on date;
alter table consent.subject add column minority_sign_at timestamptz;
alter table consent.subject add constraint subject_one_age check (num_nonnulls(adult_on, minor_birth, fourteen_on, minority_sign_at) <= 1);
