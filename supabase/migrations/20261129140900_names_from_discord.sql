-- Who comes in with Discord is called as they are there: Supabase Auth keeps that name in other places than ours.

create or replace function private.on_user_created() returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  metadata jsonb := coalesce(new.raw_user_meta_data, '{}');
begin
  begin
    perform private.create_profile(
      new.id,
      jsonb_build_object('display_name', coalesce(
        metadata ->> 'display_name', metadata -> 'custom_claims' ->> 'global_name', metadata ->> 'full_name',
        metadata ->> 'name'
      ))
    );
  exception when others then
    -- A sign-up never fails over its name; the profile can be made later.
    raise warning 'Cannot create the profile of user %: %', new.id, sqlerrm;
  end;
  return new;
end
$$;
