#!/usr/bin/perl
# Checks and normalises one customer. The platform calls it once per attempt: the item on standard input as JSON, the
# result on standard output. Exit 65: the data is wrong and stays so. Exit 75: try again. Needs nothing but perl itself.
use strict;
use warnings;

my $envelope = do { local $/; <STDIN> };
my ($payload) = $envelope =~ /.*"payload":\s*(\{.*\})\s*\}\s*$/s or die "The envelope holds no payload.\n";

my %customer = map { $_ => field($_) } qw(customerId name country iban phone);
my $country = country($customer{country});

# The registry of this story is busy when it is first asked about every 25th customer.
if ($ENV{APC_ATTEMPT} == 1 && $customer{customerId} =~ /(?:00|25|50|75)$/) {
    answer(75, 'registry-busy', 'The customer registry is busy; it asks to be called again in 200 ms.', '200ms');
}
refuse('unknown-country', "$customer{country} is not a country of ISO 3166-1.") if !$country;

my $iban = check_iban($customer{iban}, $country);
my $phone = check_phone($customer{phone}, $country);
(my $name = $customer{name}) =~ s/^\s+|\s+$|(?<=\s)\s+//g;

printf qq({"customerId":%s,"name":%s,"country":{"alpha2":%s,"alpha3":%s,"numeric":%s,"name":%s},)
    . qq("currency":%s,"iban":%s,"phone":%s}\n),
    map { json($_) } $customer{customerId}, $name, @$country{qw(country alpha3 numeric name currency)}, $iban, $phone;

# An IBAN (ISO 13616) in groups of four; nothing when the customer has none.
sub check_iban {
    my ($written, $country) = @_;
    (my $iban = uc $written) =~ s/\s+//g;
    return undef if $iban eq '';
    my $grouped = join ' ', $iban =~ /(.{1,4})/g;
    my ($of, $length) = @$country{qw(country ibanLength)};
    refuse('iban-of-another-country', "The IBAN '$grouped' is not one of the customer's country, $country->{name}.")
        if substr($iban, 0, 2) ne $of;
    refuse('iban-length', "The IBAN '$grouped' has " . length($iban) . " characters; one of $country->{country} ($country->{name}) has $length.")
        if length $iban != $length;
    refuse('iban-check-digits', "The check digits of the IBAN '$grouped' do not fit: it was probably mistyped.")
        if remainder($iban) != 1;
    return $grouped;
}

# ISO 7064 mod 97-10: the first four characters go to the end, letters become 10 to 35.
sub remainder {
    my ($iban) = @_;
    my $number = join '', map { /[A-Z]/ ? ord($_) - 55 : $_ } split //, substr($iban, 4) . substr($iban, 0, 4);
    my $remainder = 0;
    $remainder = ($remainder * 10 + $_) % 97 for split //, $number;
    return $remainder;
}

# A telephone number as E.164 writes it: + and digits, beginning with the country's calling code.
sub check_phone {
    my ($written, $country) = @_;
    (my $digits = $written) =~ s/\(0\)|[^0-9]//g;
    $digits =~ s/^00//;
    refuse('phone-of-another-country',
        "The number '$written' does not begin with +$country->{callingCode}, the calling code of $country->{name}.")
        if $digits !~ /^$country->{callingCode}/;
    return "+$digits";
}

# The row of countries.csv, whose fields hold neither commas nor quotation marks.
sub country {
    my ($code) = @_;
    open my $file, '<', 'countries.csv' or die "countries.csv: $!\n";
    my ($head, @rows) = <$file>;
    for (@rows) {
        chomp;
        next if !/^\Q$code\E,/;
        my %country;
        chomp $head;
        @country{split /,/, $head} = split /,/, $_, -1;
        return \%country;
    }
    return undef;
}

sub refuse { answer(65, @_) }

sub answer {
    my ($exit, $code, $message, $retry_after) = @_;
    my $later = $retry_after ? ',"retryAfter":' . json($retry_after) : '';
    printf qq({"code":%s,"message":%s%s}\n), json($code), json($message), $later;
    exit $exit;
}

# A text of the payload, as UTF-8; empty when it is absent or null.
sub field {
    my ($name) = @_;
    my ($text) = $payload =~ /"$name"\s*:\s*"((?:[^"\\]|\\.)*)"/s or return '';
    $text =~ s/\\u(d[89ab]..)\\u(d[c-f]..)|\\u(....)|\\(.)/
        defined $1 ? utf8_of(0x10000 + (hex($1) - 0xD800) * 0x400 + hex($2) - 0xDC00)
        : defined $3 ? utf8_of(hex $3)
        : { b => "\b", f => "\f", n => "\n", r => "\r", t => "\t" }->{$4} || $4/gie;
    return $text;
}

sub utf8_of {
    my $character = chr $_[0];
    utf8::encode($character);
    return $character;
}

sub json {
    my ($text) = @_;
    return 'null' if !defined $text;
    $text =~ s/(["\\])/\\$1/g;
    $text =~ s/([\x00-\x1F])/sprintf '\\u%04x', ord $1/ge;
    return qq("$text");
}
